using System.Text;
using BenchmarkDotNet.Attributes;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;

namespace LeadPredict.Benchmarks;

/// <summary>What a decision adds to a prediction: reading its columns and judging stages, gates, points, grades, route and next question by the shipped rules. One lead.</summary>
[MemoryDiagnoser]
[MinColumn]
public class DecisionBench
{
    static readonly DateOnly s_day = new(2026, 10, 1);

    PredictionEngine _engine = null!;
    ModelDecider _decider = null!;
    LeadCells[] _cells = [];
    byte[][][] _texts = [];
    LeadPrediction[] _predictions = [];
    float[][] _leads = [];
    int _next;

    [GlobalSetup]
    public void Setup()
    {
        var model = ShippedModel.Open();
        _engine = new PredictionEngine(model);
        _leads = ShippedModel.EncodedLeads(model);
        _predictions = Array.ConvertAll(_leads, l => _engine.Predict(l));
        _decider = ModelDecider.For(model, QualificationFile.Read(Path.Combine(ShippedModel.Root, "data", "qualification.json")));
        using var file = LeadFile.Open(Path.Combine(ShippedModel.Root, "data", "leads-to-score.csv"));
        using var reader = file.OpenReader();
        var positions = _decider.Rules.Columns.Select(c => file.Header.ToList().IndexOf(c)).ToArray();
        var (texts, cells) = (new List<byte[][]>(), new List<LeadCells>());
        while (reader.Read())
        {
            texts.Add(Array.ConvertAll(positions, p => p < 0 ? [] : reader.Field(p).ToArray()));
            cells.Add(Read(texts[^1]));
        }
        (_texts, _cells) = ([.. texts], [.. cells]);
    }

    LeadCells Read(byte[][] texts, LeadCells? into = null)
    {
        var cells = into ?? _decider.Rules.NewCells();
        cells.Clear();
        for (var c = 0; c < texts.Length; c++) cells.Set(c, texts[c]);
        return cells;
    }

    int Next() => _next = (_next + 1) % _cells.Length;

    [Benchmark(Baseline = true)]
    public double Predict() => _engine.Predict(_leads[Next()]).Probability;

    [Benchmark]
    public LeadCells ReadCells() => Read(_texts[Next()], _cells[0]);

    [Benchmark]
    public LeadDecision Decide()
    {
        var i = Next();
        return _decider.Decide(_cells[i], _predictions[i], null, s_day);
    }
}
