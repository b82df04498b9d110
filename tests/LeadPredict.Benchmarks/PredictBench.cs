using System.Text.Json;
using BenchmarkDotNet.Attributes;
using LeadPredict.Explanation;
using LeadPredict.Inference;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Benchmarks;

/// <summary>
/// One lead through a model: from its encoded row by the plain walk over the trees and by the engine, through the pool on one and two threads, in batches, from
/// JSON to JSON, and with its contributions. Every time is one lead's.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
public class PredictBench
{
    const int Batch = 4096;
    const int Shared = 40_000;

    PredictionEnginePool _pool = null!;
    PredictionEngine _engine = null!;
    EnsembleScorer _scorer = null!;
    ContributionExplainer _explainer = null!;
    float[][] _leads = [];
    byte[][] _json = [];
    float[] _rows = [];
    readonly double[] _logOdds = new double[Batch];
    double[] _contributions = [];
    readonly JsonEncodedText _name = JsonEncodedText.Encode("leads");
    int _next;

    [Params("200 x 31", "champion")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        LeadModel model;
        if (Model == "champion")
        {
            model = ShippedModel.Open();
            _leads = ShippedModel.EncodedLeads(model);
        }
        else (model, _leads) = MadeModel.Fit();
        _pool = new PredictionEnginePool(model);
        _engine = new PredictionEngine(model);
        _scorer = model.Scorer;
        _explainer = new ContributionExplainer(model.Paths);
        _contributions = new double[model.Encoder.FeatureCount];
        _rows = [.. Enumerable.Range(0, Batch).SelectMany(i => _leads[i % _leads.Length])];
        _json = [.. _leads.Take(500).Select(lead => MadeModel.Json(model, lead))];
        if (_json.Any(json => _engine.Json.Read(json) != LeadJsonStatus.Ok)) throw new InvalidOperationException("A lead is not accepted.");
    }

    float[] Next() => _leads[_next = (_next + 1) % _leads.Length];

    [Benchmark(Baseline = true)]
    public double Predict_PlainWalk() => _engine.Prediction(_scorer.Ensemble.LogOdds((ReadOnlySpan<float>)Next())).Probability;

    [Benchmark]
    public double LogOdds_Encoded() => _scorer.LogOdds(Next());

    [Benchmark]
    public double Predict_Encoded() => _engine.Predict(Next()).Probability;

    [Benchmark]
    public double Predict_Pool()
    {
        using var lease = _pool.Rent();
        return lease.Engine.Predict(Next()).Probability;
    }

    [Benchmark(OperationsPerInvoke = Shared)]
    public void Predict_PoolTwoThreads() => Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, thread =>
    {
        for (var i = 0; i < Shared / 2; i++)
        {
            using var lease = _pool.Rent();
            lease.Engine.Predict(_leads[(2 * i + thread) % _leads.Length]);
        }
    });

    [Benchmark(OperationsPerInvoke = Batch)]
    public void LogOdds_Batch() => _scorer.LogOdds(_rows, _logOdds);

    [Benchmark(OperationsPerInvoke = 32 * Batch)]
    public void LogOdds_BatchTwoThreads() => Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 2 }, part =>
    {
        // 32 batches in pieces of 1,024 rows; each thread writes to memory of its own.
        Span<double> logOdds = stackalloc double[1024];
        for (var i = 0; i < Batch / 1024; i++) _scorer.LogOdds(_rows.AsSpan(i * 1024 * _scorer.FeatureCount, 1024 * _scorer.FeatureCount), logOdds);
    });

    [Benchmark]
    public int Json_Answer()
    {
        _engine.Json.Read(_json[_next = (_next + 1) % _json.Length]);
        return _engine.Json.Answer(0, _name).Length;
    }

    [Benchmark]
    public int Json_AnswerWithReasons()
    {
        _engine.Json.Read(_json[_next = (_next + 1) % _json.Length]);
        return _engine.Json.Answer(3, _name).Length;
    }

    [Benchmark]
    public double Explain_Encoded()
    {
        _explainer.Explain(Next(), _contributions);
        return _contributions[0];
    }
}
