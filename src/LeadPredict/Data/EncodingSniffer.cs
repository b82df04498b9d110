using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace LeadPredict.Data;

/// <summary>Tells how the text of a file is encoded.</summary>
static class EncodingSniffer
{
    /// <summary>How far a text that starts as plain ASCII is searched for its first other character.</summary>
    const long FarthestLook = 64L << 20;

    /// <summary>The encoding of a text that starts with <paramref name="head"/>.</summary>
    /// <param name="head">The first bytes, unpacked; the last character may be cut.</param>
    /// <param name="more">The whole text again, for a head that is pure ASCII; null when it cannot be read twice.</param>
    public static TextEncoding Recognise(ReadOnlySpan<byte> head, LeadSource source, Func<Stream>? more)
    {
        if (head.StartsWith("\uFEFF"u8)) return TextEncoding.Utf8WithMark;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return TextEncoding.Utf16LittleEndian;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return TextEncoding.Utf16BigEndian;
        RefuseZeros(head, source.Name);
        if (!Ascii.IsValid(head)) return Eight(head);
        return more is null ? TextEncoding.Utf8 : LookFurther(source, more);
    }

    static void RefuseZeros(ReadOnlySpan<byte> head, string name)
    {
        int even = 0, odd = 0;
        for (var i = 0; i + 1 < head.Length; i += 2)
        {
            if (head[i] == 0) even++;
            if (head[i + 1] == 0) odd++;
        }
        var pairs = head.Length / 2;
        if (pairs > 0 && odd > pairs / 3 && even <= pairs / 20) throw ReadingErrors.Utf16WithoutMark(name, "utf-16le");
        if (pairs > 0 && even > pairs / 3 && odd <= pairs / 20) throw ReadingErrors.Utf16WithoutMark(name, "utf-16be");
    }

    // Text in Windows-1252 has almost no valid UTF-8 sequences; a few broken bytes in UTF-8 text are broken rows.
    static TextEncoding Eight(ReadOnlySpan<byte> text)
    {
        int valid = 0, invalid = 0;
        while (text.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is var at and >= 0)
        {
            text = text[at..];
            var status = Rune.DecodeFromUtf8(text, out _, out var length);
            if (status == OperationStatus.NeedMoreData && text.Length < 4) break;
            if (status == OperationStatus.Done) valid++;
            else invalid++;
            text = text[length..];
        }
        return invalid > valid / 4 ? TextEncoding.Windows1252 : TextEncoding.Utf8;
    }

    static TextEncoding LookFurther(LeadSource source, Func<Stream> more)
    {
        using var stream = more();
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            for (long seen = 0; seen < FarthestLook;)
            {
                var length = source.ReadHead(stream, buffer);
                if (length == 0) break;
                var at = buffer.AsSpan(0, length).IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
                if (at >= 0)
                {
                    // From the first such byte on, one buffer more decides.
                    var kept = length - at;
                    buffer.AsSpan(at, kept).CopyTo(buffer);
                    kept += source.ReadHead(stream, buffer.AsSpan(kept));
                    return Eight(buffer.AsSpan(0, kept));
                }
                seen += length;
            }
            return TextEncoding.Utf8;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
