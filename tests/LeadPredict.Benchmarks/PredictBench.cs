using BenchmarkDotNet.Attributes;
using LeadPredict.Explanation;
using LeadPredict.Serving;

namespace LeadPredict.Benchmarks;

/// <summary>One lead through the shipped champion: from its encoded row, through the pool, and with its contributions.</summary>
[MemoryDiagnoser]
public class PredictBench
{
    PredictionEnginePool _pool = null!;
    ContributionExplainer _explainer = null!;
    float[][] _leads = [];
    double[] _contributions = [];
    int _next;

    [GlobalSetup]
    public void Setup()
    {
        var model = ShippedModel.Open();
        _leads = ShippedModel.EncodedLeads(model);
        _pool = new PredictionEnginePool(model);
        _explainer = new ContributionExplainer(model.Paths);
        _contributions = new double[model.Encoder.FeatureCount];
    }

    [Benchmark(Baseline = true)]
    public double Predict_Encoded()
    {
        using var lease = _pool.Rent();
        return lease.Engine.Predict(Next()).Probability;
    }

    [Benchmark]
    public double Explain_Encoded()
    {
        _explainer.Explain(Next(), _contributions);
        return _contributions[0];
    }

    float[] Next() => _leads[_next = (_next + 1) % _leads.Length];
}
