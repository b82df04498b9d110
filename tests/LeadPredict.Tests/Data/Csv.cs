using System.IO.Compression;
using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

/// <summary>Literal CSV text in, rows out.</summary>
static class Csv
{
    public static LeadFile File(string text, CsvDialectOptions? options = null) => File(Encoding.UTF8.GetBytes(text), options);

    public static LeadFile File(byte[] bytes, CsvDialectOptions? options = null) => LeadFile.FromBytes(bytes, "leads.csv", options);

    /// <summary>The rows as fields joined by a bar, and the rejected rows as line:code.</summary>
    public static (List<string> Rows, List<string> Rejected, LeadReader Reader) Read(LeadFile file)
    {
        var reader = file.OpenReader();
        return Read(reader);
    }

    public static (List<string> Rows, List<string> Rejected, LeadReader Reader) Read(LeadReader reader)
    {
        List<string> rows = [], rejected = [];
        reader.Rejected = r => rejected.Add($"{r.Line}:{r.Diagnostic.Code}");
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.Header.Count).Select(i => Encoding.UTF8.GetString(reader.Field(i)))));
        Assert.Equal(reader.RowsRead, rows.Count + rejected.Count);
        Assert.Equal(reader.RowsRejected, rejected.Count);
        return (rows, rejected, reader);
    }

    public static (List<string> Rows, List<string> Rejected, LeadReader Reader) Read(string text) => Read(File(text));

    public static byte[] Gzip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return memory.ToArray();
    }

    /// <summary>The code of the exception that opening the text throws.</summary>
    public static string CodeOf(byte[] bytes, CsvDialectOptions? options = null) =>
        Assert.Throws<LeadPredictException>(() => File(bytes, options)).Diagnostics[0].Code;

    public static string CodeOf(string text, CsvDialectOptions? options = null) => CodeOf(Encoding.UTF8.GetBytes(text), options);
}
