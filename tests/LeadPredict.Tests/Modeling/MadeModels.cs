using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;

namespace LeadPredict.Tests.Modeling;

/// <summary>A whole model around an ensemble: columns c00, c01 …, levels "level 0" …, a Platt calibrator, grades and reference leads.</summary>
static class MadeModels
{
    public static LeadModel Of(TreeEnsemble ensemble)
    {
        var features = new FeatureEncoding[ensemble.FeatureCount];
        for (var f = 0; f < features.Length; f++)
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
        return new LeadModel(
            new LeadEncoder(schema, features),
            ensemble,
            new PlattCalibrator(0.9, -0.05),
            new GradeScale(0.7, 0.4, 0.2),
            ReferenceLeads.Fit([.. Enumerable.Range(0, 40).Select(i => (i + 0.5) / 40)], [.. Enumerable.Range(0, 40).Select(i => (byte)(i * i % 40 < i ? 1 : 0))]),
            new ModelOrigin("leadpredict 0.1.0", ["5feceb66"], "gbdt", 400, 120, new Dictionary<string, string> { ["seed"] = "42" }));
    }
}
