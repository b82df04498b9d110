using System.Text;

namespace LeadPredict.Data;

/// <summary>
/// Where the bytes come from, and the stack of streams that makes UTF-8 text of them. <c>openRaw</c> gives the bytes from the start; for input that
/// passes by once it is the rewound head of the same stream.
/// </summary>
sealed class LeadSource(string name, Func<Stream> openRaw)
{
    public string Name => name;

    /// <summary>A file, checked to exist.</summary>
    public static LeadSource OfFile(string path)
    {
        if (Directory.Exists(path)) throw ReadingErrors.NotReadable(path, "this is a folder");
        return new(path, () =>
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                throw ReadingErrors.FileMissing(path, e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                throw ReadingErrors.NotReadable(path, "the file cannot be opened", e);
            }
        });
    }

    public Stream OpenRaw() => openRaw();

    /// <summary>The text as UTF-8, from the start; a byte order mark is still there, as EF BB BF.</summary>
    /// <param name="through">Put around the bytes as they are stored; null for nothing.</param>
    public Stream OpenText(TextEncoding encoding, bool gzip, Func<Stream, Stream>? through = null)
    {
        var stream = OpenRaw();
        if (through is not null) stream = through(stream);
        if (gzip) stream = new GzipText(stream);
        return encoding switch
        {
            TextEncoding.Utf16LittleEndian => Encoding.CreateTranscodingStream(stream, Encoding.Unicode, Encoding.UTF8),
            TextEncoding.Utf16BigEndian => Encoding.CreateTranscodingStream(stream, Encoding.BigEndianUnicode, Encoding.UTF8),
            TextEncoding.Windows1252 => Encoding.CreateTranscodingStream(stream, CodePagesEncodingProvider.Instance.GetEncoding(1252)!, Encoding.UTF8),
            _ => stream,
        };
    }

    /// <summary>Fills <paramref name="buffer"/> as far as the stream reaches.</summary>
    public int ReadHead(Stream stream, Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>What an exception of the stream stack means to the user.</summary>
    public LeadPredictException Unreadable(Exception e) => e is InvalidDataException
        ? ReadingErrors.DamagedGzip(name, e)
        : ReadingErrors.NotReadable(name, "the data cannot be read", e);
}
