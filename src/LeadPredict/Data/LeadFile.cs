using System.Security.Cryptography;

namespace LeadPredict.Data;

/// <summary>
/// A CSV file of leads: its dialect and header, recognised when opened, and as many passes over its rows as wanted. Thread safe; readers are not.
/// </summary>
public sealed class LeadFile : IDisposable
{
    /// <summary>A stream longer than this is kept in a temporary file, not in memory.</summary>
    const int LargestInMemory = 64 << 20;

    readonly LeadSource _source;
    readonly CsvLayout _layout;
    readonly FileStream? _spool;
    string? _sha256;

    LeadFile(LeadSource source, CsvDialectOptions? overrides, FileStream? spool = null)
    {
        _source = source;
        _spool = spool;
        _layout = CsvLayout.Recognise(source, overrides, rereadable: true);
    }

    /// <summary>Opens the file at <paramref name="path"/>; it is not held open between passes.</summary>
    /// <exception cref="LeadPredictException">There is no such file, it is no CSV, or its header cannot be used (LP0101 to LP0113).</exception>
    public static LeadFile Open(string path, CsvDialectOptions? overrides = null) => new(LeadSource.OfFile(path), overrides);

    /// <summary>A file in memory; <paramref name="bytes"/> must not change.</summary>
    /// <inheritdoc cref="Open"/>
    public static LeadFile FromBytes(byte[] bytes, string name, CsvDialectOptions? overrides = null) =>
        new(new LeadSource(name, () => new MemoryStream(bytes, writable: false)), overrides);

    /// <summary>
    /// Keeps a stream that passes by once, such as the standard input, in memory or, past 64 MB, in a temporary file that goes when this
    /// is disposed. The stream is read to its end now and not closed. <see cref="LeadReader.FromStream"/> needs no such copy.
    /// </summary>
    /// <inheritdoc cref="Open"/>
    public static LeadFile FromStream(Stream stream, string name, CsvDialectOptions? overrides = null)
    {
        var memory = new MemoryStream();
        var block = new byte[80 * 1024];
        int read;
        while ((read = stream.Read(block)) > 0)
        {
            memory.Write(block.AsSpan(0, read));
            if (memory.Length <= LargestInMemory) continue;
            var spool = new FileStream(System.IO.Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.DeleteOnClose);
            try
            {
                memory.WriteTo(spool);
                memory.SetLength(0);
                memory.Capacity = 0;
                stream.CopyTo(spool);
                spool.Flush();
                var path = spool.Name;
                return new(new LeadSource(name, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0)), overrides, spool);
            }
            catch
            {
                spool.Dispose();
                throw;
            }
        }
        return FromBytes(memory.ToArray(), name, overrides);
    }

    /// <summary>The path as given to <see cref="Open"/>, or the name of bytes or a stream.</summary>
    public string Path => _source.Name;
    /// <inheritdoc cref="CsvDialect"/>
    public CsvDialect Dialect => _layout.Dialect;
    /// <summary>Names of the columns, trimmed, in file order; a nameless column is <c>column_N</c>, N its 1-based position. No two are equal.</summary>
    public IReadOnlyList<string> Header => _layout.Header;
    /// <summary>1-based line of the column names; more than 1 when a title stands above them.</summary>
    public long HeaderLine => _layout.HeaderLine;
    /// <summary>What was done to read the file that its owner may want to know (LP0131 to LP0136). Not errors.</summary>
    public IReadOnlyList<Diagnostic> Notes => _layout.Notes;

    /// <summary>SHA-256 of the file's bytes as they are stored, in lower-case hexadecimal; computed when first asked, which reads the file.</summary>
    /// <exception cref="LeadPredictException">The file cannot be read any more.</exception>
    public string Sha256
    {
        get
        {
            if (_sha256 is not null) return _sha256;
            using var raw = _source.OpenRaw();
            try
            {
                return _sha256 = Convert.ToHexStringLower(SHA256.HashData(raw));
            }
            catch (IOException e)
            {
                throw _source.Unreadable(e);
            }
        }
    }

    /// <summary>Starts a pass over the rows; dispose the reader.</summary>
    public LeadReader OpenReader() => new(_source, _layout);

    /// <summary>As <see cref="OpenReader()"/>, with the bytes as they are stored passing <paramref name="meter"/>.</summary>
    public LeadReader OpenReader(StreamMeter meter) => new(_source, _layout, meter.Around);

    /// <summary>
    /// One of <paramref name="count"/> parts of the rows, about equally long in bytes; together they are all rows, and no row is in two. A row is in the
    /// part in which it starts. A text that is compressed or no UTF-8 is read once to know its length.
    /// </summary>
    /// <param name="index">1-based.</param>
    public TextRange Part(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, count);
        var rows = Math.Max(0, TextLength() - _layout.DataOffset);
        return new(_layout.DataOffset + (long)((Int128)rows * (index - 1) / count), index == count ? long.MaxValue : _layout.DataOffset + (long)((Int128)rows * index / count));
    }

    long TextLength()
    {
        try
        {
            using var text = _source.OpenText(Dialect.Encoding, Dialect.Gzip);
            if (text.CanSeek) return text.Length;
            var block = new byte[128 * 1024];
            long length = 0;
            for (int read; (read = text.Read(block)) > 0;) length += read;
            return length;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw _source.Unreadable(e);
        }
    }

    /// <summary>Removes the temporary copy of a stream; readers must be closed before.</summary>
    public void Dispose() => _spool?.Dispose();
}
