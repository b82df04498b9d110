using BenchmarkDotNet.Attributes;
using LeadPredict.Inference;
using LeadPredict.Modeling;

namespace LeadPredict.Benchmarks;

/// <summary>The shipped champion's file of 1 MB: read and checked, and its tables for scoring built.</summary>
[MemoryDiagnoser]
[MinColumn]
public class OpenBench
{
    readonly string _folder = new ModelRegistry(Path.Combine(ShippedModel.Root, "models")).Resolve("leads");
    LeadModel _model = null!;

    [GlobalSetup]
    public void Setup() => _model = ShippedModel.Open();

    [Benchmark]
    public LeadModel Open_File() => LeadModelFile.Read(_folder);

    [Benchmark]
    public EnsembleScorer Build_Scorer() => new(_model.Ensemble);
}
