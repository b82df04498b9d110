using LeadPredict.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet.Tests;

public class LeadPredictEstimatorTests
{
    [Fact]
    public void Spike()
    {
        var ml = new MLContext(1);
        var pipeline = ml.Transforms.LeadPredict("/tmp/wt/mlnet-serve/models/leads/20261122-161151-fe3663eb/model.leadmodel");
        var data = ml.Data.LoadFromEnumerable(new[] { new Row { lead_source = "referral", employee_count = 420, demo_requested = true }, new Row { lead_source = "web", employee_count = float.NaN } });
        var fitted = pipeline.Fit(data);
        var schema = fitted.GetOutputSchema(data.Schema);
        Assert.Equal("lead_source,employee_count,demo_requested,Probability,LogOdds", string.Join(",", schema.Where(c => !c.IsHidden).Select(c => c.Name)));
        var p = fitted.Transform(data).GetColumn<double>("Probability").ToArray();
        using var memory = new MemoryStream();
        ml.Model.Save(fitted, data.Schema, memory);
        var ml2 = new MLContext();
        ml2.ComponentCatalog.RegisterAssembly(typeof(LeadPredictEstimator).Assembly);
        var loaded = ml2.Model.Load(memory, out var s);
        var e = ml2.Model.CreatePredictionEngine<Row, Out>(loaded);
        Assert.Equal(p[0], e.Predict(new Row { lead_source = "referral", employee_count = 420, demo_requested = true }).Probability);
        Assert.Equal(0.1, p[0]);
    }

    public sealed class Row
    {
        public string? lead_source { get; set; }
        public float employee_count { get; set; }
        public bool demo_requested { get; set; }
    }

    public sealed class Out
    {
        public double Probability { get; set; }
        public double LogOdds { get; set; }
    }
}
