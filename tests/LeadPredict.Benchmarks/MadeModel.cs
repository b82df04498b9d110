using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Qualification;

namespace LeadPredict.Benchmarks;

/// <summary>A model of 200 trees with 31 leaves, the usual size to compare by, fitted to made data: 12 numbers and 8 categories, some values missing.</summary>
static class MadeModel
{
    const int Rows = 20_000;
    const int Numbers = 12;
    const int Features = 20;

    public static (LeadModel Model, float[][] Leads) Fit(ulong seed = 1)
    {
        var random = new DeterministicRandom(seed);
        var columns = new float[Features][];
        var kinds = new FeatureKind[Features];
        for (var f = 0; f < Features; f++)
        {
            kinds[f] = f < Numbers ? new FeatureKind(false, 0) : new FeatureKind(true, 4 + 3 * (f - Numbers));
            columns[f] = [.. Enumerable.Range(0, Rows).Select(_ =>
                random.NextInt(20) == 0 ? float.NaN : f < Numbers ? (float)random.NextNormal() : random.NextInt(kinds[f].Levels))];
        }
        var labels = new float[Rows];
        for (var row = 0; row < Rows; row++)
        {
            double z = -1;
            for (var f = 0; f < Features; f++)
            {
                var value = columns[f][row];
                if (float.IsNaN(value)) continue;
                z += f >= Numbers ? 0.3 * ((int)value * 7 % 5 - 2) : 0.3 * value * (f % 3 == 0 && !float.IsNaN(columns[f + 1][row]) ? columns[f + 1][row] : 1);
            }
            labels[row] = random.NextDouble() < PortableMath.Sigmoid(z) ? 1 : 0;
        }

        using var booster = new GradientBooster(new BoostingOptions { Members = 1, LinearStart = 0, Leaves = 31, Depth = 0, Threads = 1 });
        var set = new TrainingSet(columns, kinds, labels);
        var ensemble = booster.Fit(set, [.. Enumerable.Range(0, Rows)], new Recipe(200, 0, 1));
        if (ensemble.Trees.Count != 200 || ensemble.Trees.Any(t => t.NodeCount != 30)) throw new InvalidOperationException("Not 200 trees of 31 leaves.");
        var leads = Enumerable.Range(0, 4096).Select(row => columns.Select(c => c[row]).ToArray()).ToArray();
        return (Around(ensemble), leads);
    }

    static LeadModel Around(TreeEnsemble ensemble)
    {
        var features = new FeatureEncoding[Features];
        for (var f = 0; f < Features; f++)
        {
            var kind = ensemble.Binner.Kinds[f];
            var column = new LeadColumn { Name = $"c{f:00}", Kind = kind.IsCategory ? ColumnKind.Category : ColumnKind.Number };
            features[f] = new FeatureEncoding(column, [.. Enumerable.Range(0, Math.Max(0, kind.Levels - 1)).Select(l => $"level {l}")]);
        }
        var schema = new LeadSchema
        {
            Columns = [.. features.Select(f => f.Column), new LeadColumn { Name = "won", Kind = ColumnKind.Boolean, Role = ColumnRole.Label }],
            PositiveLabel = "1",
            NegativeLabel = "0",
        };
        var reference = ReferenceLeads.Fit([.. Enumerable.Range(0, 4000).Select(i => (i + 0.5) / 4000)], [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7 % 4000 < i ? 1 : 0))]);
        var origin = new ModelOrigin("LeadPredict benchmarks", [], "gbdt", Rows, 0, new Dictionary<string, string>());
        return new LeadModel(new LeadEncoder(schema, features), ensemble, new PlattCalibrator(0.9, -0.05), new GradeScale(0.7, 0.4, 0.2), reference, origin);
    }

    /// <summary>An encoded lead as a JSON object with every field that it has but dates.</summary>
    public static byte[] Json(LeadModel model, float[] lead)
    {
        var fields = new List<string>();
        for (var f = 0; f < lead.Length; f++)
        {
            var feature = model.Encoder.Features[f];
            if (float.IsNaN(lead[f]) || feature.Column.Kind == ColumnKind.Date) continue;
            var value = feature.Column.Kind switch
            {
                ColumnKind.Category => $"\"{(lead[f] < feature.Levels.Count ? feature.Levels[(int)lead[f]] : "new")}\"",
                ColumnKind.Boolean => lead[f] > 0.5 ? "true" : "false",
                _ => lead[f].ToString("0.####", System.Globalization.CultureInfo.InvariantCulture),
            };
            fields.Add($"\"{feature.Column.Name}\":{value}");
        }
        return System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(',', fields)}}}");
    }
}
