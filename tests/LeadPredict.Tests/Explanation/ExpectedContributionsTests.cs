using System.Text.Json;
using LeadPredict.Boosting;
using LeadPredict.Explanation;

namespace LeadPredict.Tests.Explanation;

/// <summary>
/// An outside anchor: trees that XGBoost 1.7.4 grew, brought into our form, and its own contributions (pred_contribs) for some rows, made by
/// tests/LeadPredict.Benchmarks/peers/expected_contributions.py. It weighs a node's sides by their sums of hessians, so those stand for the rows here; and adds 32-bit floats.
/// </summary>
public class ExpectedContributionsTests
{
    const double Tolerance = 1e-5;

    static readonly JsonElement s_expected = JsonDocument.Parse(Repository.Read("tests/LeadPredict.Tests/Golden/xgboost-contributions.json")).RootElement;

    [Fact]
    public void Contributions_are_those_of_another_implementation()
    {
        var ensemble = Ensemble();
        var explainer = new ContributionExplainer(new EnsemblePaths(ensemble));
        var actual = new double[ensemble.FeatureCount];
        var (rows, expected, logOdds) = (Table("rows"), Table("contributions"), s_expected.GetProperty("log_odds").EnumerateArray().Select(v => v.GetDouble()).ToArray());
        for (var r = 0; r < rows.Length; r++)
        {
            explainer.Explain(rows[r], actual);

            Assert.Equal(logOdds[r], ensemble.LogOdds(rows[r]), Tolerance);
            for (var f = 0; f < actual.Length; f++) Assert.Equal(expected[r][f], actual[f], Tolerance);
            Assert.Equal(expected[r][actual.Length], explainer.Base, Tolerance);
        }
    }

    [Fact]
    public void Expected_rows_have_gaps_and_contributions_that_count()
    {
        Assert.Contains(Table("rows"), row => row.Any(float.IsNaN));
        Assert.True(Table("contributions").Max(row => row[..^1].Max(Math.Abs)) > 1);
    }

    static float[][] Table(string name) =>
        [.. s_expected.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? float.NaN : v.GetSingle()).ToArray())];

    static TreeEnsemble Ensemble()
    {
        var features = s_expected.GetProperty("features").GetInt32();
        var trees = s_expected.GetProperty("trees").EnumerateArray().ToArray();
        var cuts = Enumerable.Range(0, features).Select(_ => new SortedSet<float>()).ToArray();
        foreach (var tree in trees) Collect(tree, cuts);
        var thresholds = cuts.Select(c => c.ToArray()).ToArray();
        var binner = new FeatureBinner([.. thresholds.Select(_ => new FeatureKind(false, 0))], thresholds);
        return new TreeEnsemble { Binner = binner, Bias = 0, Trees = [.. trees.Select(t => Build(t, binner, thresholds))] };
    }

    // "Below" there is "at most the number before it" here.
    static float Threshold(JsonElement node) => MathF.BitDecrement(node.GetProperty("below").GetSingle());

    // In millionths of a hessian, since rows are whole.
    static int Rows(JsonElement node) => (int)Math.Round(node.GetProperty("hessian").GetDouble() * 1e6);

    static void Collect(JsonElement node, SortedSet<float>[] cuts)
    {
        if (!node.TryGetProperty("column", out var column)) return;
        cuts[column.GetInt32()].Add(Threshold(node));
        Collect(node.GetProperty("left"), cuts);
        Collect(node.GetProperty("right"), cuts);
    }

    static DecisionTree Build(JsonElement root, FeatureBinner binner, float[][] thresholds)
    {
        var builder = new TreeBuilder(256, binner);
        var leaves = 0;
        Add(root, -1, false);
        return builder.Build(leaves);

        void Add(JsonElement node, int parent, bool isLeft)
        {
            if (node.TryGetProperty("leaf", out var leaf))
            {
                builder.SetLeaf(leaves++, parent, isLeft, leaf.GetDouble(), Rows(node));
                return;
            }
            var column = node.GetProperty("column").GetInt32();
            var split = new Split { Feature = column, Bin = Array.IndexOf(thresholds[column], Threshold(node)), MissingLeft = node.GetProperty("missing_left").GetBoolean() };
            var at = builder.AddNode(parent, isLeft, split, Rows(node));
            Add(node.GetProperty("left"), at, true);
            Add(node.GetProperty("right"), at, false);
        }
    }
}
