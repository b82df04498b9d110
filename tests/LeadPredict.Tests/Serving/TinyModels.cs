using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Qualification;

namespace LeadPredict.Tests.Serving;

/// <summary>Small models of a literal schema, so that serving is tested without a training run; another seed is another model.</summary>
static class TinyModels
{
    public static LeadSchema Schema { get; } = new()
    {
        PositiveLabel = "true",
        NegativeLabel = "false",
        Columns =
        [
            new() { Name = "lead_id", Kind = ColumnKind.Id, Role = ColumnRole.Id },
            new() { Name = "created_at", Kind = ColumnKind.Date, Role = ColumnRole.Time },
            new() { Name = "email", Kind = ColumnKind.Text, Role = ColumnRole.Excluded, Personal = true },
            new() { Name = "lead_source", Kind = ColumnKind.Category, Group = ColumnGroup.Source },
            new() { Name = "employee_count", Kind = ColumnKind.Number, Group = ColumnGroup.Fit, Unit = "employees" },
            new() { Name = "demo_requested", Kind = ColumnKind.Boolean, Group = ColumnGroup.Engagement },
            new() { Name = "last_touch_at", Kind = ColumnKind.Date, Group = ColumnGroup.Engagement },
            new() { Name = "annual_revenue", Kind = ColumnKind.Number, Group = ColumnGroup.Fit, NumberFormat = NumberFormat.CommaDecimal },
            new() { Name = "became_sql", Kind = ColumnKind.Boolean, Role = ColumnRole.Label },
        ],
    };

    static readonly string[] s_sources = ["event", "paid_search", "referral", "web"];

    public static LeadModel Make(ulong seed = 1)
    {
        var encoder = new LeadEncoder(Schema, [
            new(Column("annual_revenue"), []),
            new(Column("demo_requested"), []),
            new(Column("employee_count"), []),
            new(Column("last_touch_at"), []),
            new(Column("lead_source"), s_sources),
        ]);
        const int rows = 1200;
        var random = new DeterministicRandom(seed);
        var columns = new float[encoder.FeatureCount][];
        for (var f = 0; f < columns.Length; f++) columns[f] = new float[rows];
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            columns[0][row] = random.NextInt(4) == 0 ? float.NaN : 1000 * random.NextInt(9000);
            columns[1][row] = random.NextInt(2);
            columns[2][row] = random.NextInt(5) == 0 ? float.NaN : random.NextInt(2000);
            columns[3][row] = random.NextInt(90);
            columns[4][row] = random.NextInt(5);
            var logOdds = -1.5 + 1.5 * columns[1][row] + (columns[4][row] == 2 ? 1.2 : 0) - (float.IsNaN(columns[2][row]) ? 0.8 : 0) + 0.2 * (seed % 7);
            labels[row] = random.NextDouble() < PortableMath.Sigmoid(logOdds) ? 1 : 0;
        }
        var kinds = encoder.Features.Select(f => new FeatureKind(f.IsCategory, f.CodeCount)).ToArray();
        var set = new TrainingSet(columns, kinds, labels);
        using var booster = new GradientBooster(new BoostingOptions { Members = 1, LinearStart = 0, Threads = 1, Seed = seed, LearningRate = 0.2 });
        var ensemble = booster.Fit(set, [.. Enumerable.Range(0, rows)], new Recipe(30, 0, 1));

        var probabilities = new double[rows];
        var encoded = new float[encoder.FeatureCount];
        for (var row = 0; row < rows; row++)
        {
            set.CopyRow(row, encoded);
            probabilities[row] = IdentityCalibrator.Instance.Calibrate(ensemble.LogOdds(encoded));
        }
        var reference = ReferenceLeads.Fit(probabilities, [.. labels.Select(l => (byte)l)]);
        Array.Sort(probabilities);
        var origin = new ModelOrigin("LeadPredict tests", [], "gbdt", rows, (int)labels.Sum(), new Dictionary<string, string>());
        var model = new LeadModel(encoder, ensemble, IdentityCalibrator.Instance, GradeScale.FromReference(probabilities), reference, origin)
        {
            Observed = ObservedColumns.Of(ensemble.Binner, set, [.. Enumerable.Range(0, rows)]),
        };
        return LeadModelFile.Parse(LeadModelFile.ToBytes(model), "tiny");
    }

    static LeadColumn Column(string name) => Schema.Columns.First(c => c.Name == name);
}
