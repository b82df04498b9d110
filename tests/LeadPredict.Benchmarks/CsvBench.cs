using BenchmarkDotNet.Attributes;
using CsvHelper;
using LeadPredict.Data;

namespace LeadPredict.Benchmarks;

/// <summary>Reading every field of the shipped history: CsvHelper's bare reader, ours with its checks, and the whole way to a typed table.</summary>
public class CsvBench
{
    byte[] _bytes = [];
    LeadFile _file = null!;
    LeadSchema _schema = null!;

    [GlobalSetup]
    public void Setup()
    {
        _bytes = File.ReadAllBytes(Path.Combine(ShippedModel.Root, "data", "leads.csv"));
        _file = LeadFile.FromBytes(_bytes, "leads.csv");
        _schema = SchemaInference.Infer(TableProfile.Scan(_file));
    }

    [Benchmark(Baseline = true)]
    public long Read_CsvHelper()
    {
        long bytes = 0;
        using var reader = CsvReader.Create(_bytes);
        while (reader.Read())
            for (var i = 0; i < reader.FieldCount; i++) bytes += reader.GetSpan(i).Length;
        return bytes;
    }

    [Benchmark]
    public long Read_LeadReader()
    {
        long bytes = 0;
        using var reader = _file.OpenReader();
        while (reader.Read())
            for (var i = 0; i < reader.Header.Count; i++) bytes += reader.Field(i).Length;
        return bytes;
    }

    [Benchmark]
    public int Read_LeadTable() => LeadTableReader.Read([_file], _schema).RowCount;

    [Benchmark]
    public long Scan_TableProfile() => TableProfile.Scan(_file).Rows;
}
