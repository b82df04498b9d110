using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>
/// Writes and reads a <see cref="LeadModel"/> as one file. The layout is in docs/MODEL-FILE.md: a header, then sections, each with its
/// name, length, SHA-256 and bytes. The same model gives the same bytes; nothing in it is code. A cut or edited file is refused, naming the section.
/// </summary>
public static class LeadModelFile
{
    /// <summary>Name of the model file in a model's folder.</summary>
    public const string FileName = "model.leadmodel";
    /// <summary>Version of the layout that is written.</summary>
    public const uint FormatVersion = 1;
    /// <summary>A larger file is no model of leads.</summary>
    const long LargestFile = 1L << 31;
    /// <summary>Bytes of a section before its content: name, length, SHA-256.</summary>
    const int SectionHeader = 56;
    static ReadOnlySpan<byte> Magic => "LEADMODL"u8;
    static readonly string[] s_sections = ["schema", "encoder", "bins", "additive", "trees", "calibrator", "reference", "origin"];
    // Only where the model has them: a file without is as it was before they existed.
    static string[] SectionsOf(LeadModel model) => [.. s_sections, .. OptionalSections.Of(model)];

    /// <summary>The bytes of <paramref name="model"/>.</summary>
    public static byte[] ToBytes(LeadModel model)
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        var names = SectionsOf(model);
        writer.Write(names.Length);
        foreach (var name in names)
        {
            var bytes = ModelSections.Write(name, model);
            writer.Write(Encoding.ASCII.GetBytes(name.PadRight(16)));
            writer.Write((long)bytes.Length);
            writer.Write(SHA256.HashData(bytes));
            writer.Write(bytes);
        }
        writer.Flush();
        return memory.ToArray();
    }

    /// <summary>Writes the file under a temporary name, flushes it to the disk, then renames it: there is never half a model at <paramref name="path"/>.</summary>
    /// <returns>The model with its <see cref="LeadModel.Sha256"/>.</returns>
    public static LeadModel Write(LeadModel model, string path)
    {
        var bytes = ToBytes(model);
        AtomicFile.Write(path, bytes);
        return Parse(bytes, path);
    }

    /// <summary>Reads a model file, or the model file in a folder.</summary>
    /// <exception cref="LeadPredictException">There is none, it is too large, or it was cut or edited (LP0301 to LP0305).</exception>
    public static LeadModel Read(string path)
    {
        if (Directory.Exists(path)) path = Path.Combine(path, FileName);
        byte[] bytes;
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists) throw ModelErrors.NotFound(path);
            if (info.Length > LargestFile) throw ModelErrors.NotAModel(path);
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelErrors.Unreadable(path, e);
        }
        return Parse(bytes, path);
    }

    /// <summary>The first section in which two model files differ, "header" for what is before the sections; null when they are the same, byte for byte.</summary>
    /// <param name="first">A whole model file.</param>
    /// <param name="second">Another.</param>
    public static string? FirstDifference(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var at = first.CommonPrefixLength(second);
        if (at == first.Length && at == second.Length) return null;
        if (at < 16) return "header";
        var position = 16;
        while (first.Length - position >= SectionHeader)
        {
            var next = position + SectionHeader + BitConverter.ToInt64(first[(position + 16)..]);
            if (at < next) return SectionName(first[position..]);
            position = (int)next;
        }
        return "end";
    }

    static string SectionName(ReadOnlySpan<byte> header) => Encoding.ASCII.GetString(header[..16]).TrimEnd(' ');

    /// <summary>The model in <paramref name="bytes"/>; <paramref name="source"/> names them in errors.</summary>
    /// <exception cref="LeadPredictException">The bytes are no whole model.</exception>
    public static LeadModel Parse(byte[] bytes, string source)
    {
        if (bytes.Length < 16 || !bytes.AsSpan(0, 8).SequenceEqual(Magic)) throw ModelErrors.NotAModel(source);
        var version = BitConverter.ToUInt32(bytes, 8);
        if (version != FormatVersion) throw ModelErrors.OtherVersion(source, version);
        var position = 12;
        var count = BitConverter.ToInt32(bytes, position);
        position += 4;
        if (count is < 1 or > 64) throw ModelErrors.Damaged(source, "header", 12);

        var sections = new Dictionary<string, ReadOnlyMemory<byte>>();
        for (var i = 0; i < count; i++)
        {
            if (bytes.Length - position < SectionHeader) throw ModelErrors.Damaged(source, $"section {i + 1}", position);
            var name = SectionName(bytes.AsSpan(position));
            var length = BitConverter.ToInt64(bytes, position + 16);
            var start = position + SectionHeader;
            if (length < 0 || length > bytes.Length - start) throw ModelErrors.Damaged(source, name, position);
            var content = bytes.AsMemory(start, (int)length);
            if (!SHA256.HashData(content.Span).AsSpan().SequenceEqual(bytes.AsSpan(position + 24, 32))) throw ModelErrors.Damaged(source, name, start);
            sections[name] = content;
            position = start + (int)length;
        }
        if (position != bytes.Length) throw ModelErrors.Damaged(source, "end", position);
        foreach (var name in s_sections)
            if (!sections.ContainsKey(name)) throw ModelErrors.Damaged(source, name, bytes.Length);
        try
        {
            return ModelSections.Read(sections, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or FormatException or JsonException or LeadPredictException)
        {
            throw ModelErrors.Inconsistent(source, e);
        }
    }
}
