using System.Text.Json;
using LeadPredict.Boosting;

namespace LeadPredict.Tests.Boosting;

/// <summary>
/// An outside anchor: trees that XGBoost 1.7.4 (hist) grew from the same rows, made by tests/LeadPredict.Benchmarks/peers/expected_trees.py.
/// Both grow leaf by leaf (its grow_policy lossguide) and score a split by equation 7 of Chen and Guestrin 2016. What differs, and why:
/// <list type="bullet">
/// <item>Gradients and hessians are 16-bit integers here and 32-bit floats there: leaf values agree to <see cref="LeafTolerance"/>, gains to
/// <see cref="GainTolerance"/>, and a tie or near-tie could go the other way. The rows are such that none does.</item>
/// <item>A threshold is midway between neighbouring values of all rows here, and the upper of them there, with "below" for "at most"; past values
/// that the node does not hold either may choose another gap. So splits are compared by the rows that they send left.</item>
/// <item>Missing that a node never saw goes with the larger side here, and right there: its direction is compared where it moves a row.</item>
/// <item>The base score is 0.5 there, so both start at log-odds 0; the product starts from the base rate.</item>
/// <item>A leaf's least rows are a share of the hessian here; at 1 row the least hessian, its min_child_weight, is the stricter. A sum that
/// equals it there may be a rounding below it here, so none of the cases has a limit that sums of hessians hit exactly.</item>
/// <item>Nodes are numbered in the order of their splits here, and in rows there: trees are compared from the root down.</item>
/// </list>
/// </summary>
public class ExpectedTreesTests
{
    const double LeafTolerance = 2e-5;
    const double GainTolerance = 1e-3;
    const double LogOddsTolerance = 5e-5;

    static readonly JsonElement s_expected = JsonDocument.Parse(Repository.Read("tests/LeadPredict.Tests/Golden/xgboost-trees.json")).RootElement;
    static readonly float[][] s_columns = [.. s_expected.GetProperty("columns").EnumerateArray().Select(Floats)];
    static readonly float[] s_labels = Floats(s_expected.GetProperty("labels"));
    static readonly float[] s_weights = Floats(s_expected.GetProperty("weights"));

    public static TheoryData<string> Cases => ["depth", "leaves", "weights"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Trees_are_those_of_another_implementation(string name)
    {
        var expected = Case(name);
        using var run = Grow(expected);

        var trees = expected.GetProperty("trees").EnumerateArray().ToList();
        Assert.Equal(trees.Count, run.Trees.Count);
        for (var t = 0; t < trees.Count; t++) AssertSame(trees[t], run.Trees[t], child: run.Trees[t].NodeCount > 0 ? 0 : ~0, MadeLeads.Rows(s_labels.Length), $"{name}, tree {t}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Log_odds_are_those_of_another_implementation(string name)
    {
        var expected = Case(name);
        using var run = Grow(expected);

        var logOdds = Floats(expected.GetProperty("log_odds"));
        for (var r = 0; r < logOdds.Length; r++)
            Assert.Equal(logOdds[r], run.Trees.Sum(t => t.LeafValue[t.LeafOf(Row(r))]), LogOddsTolerance);
    }

    [Fact]
    public void Expected_trees_send_gaps_both_ways_and_meet_both_limits_of_growth()
    {
        var text = s_expected.GetRawText();

        Assert.Contains("\"missing_left\": true", text);
        Assert.Contains("\"missing_left\": false", text);
        Assert.Equal([3, 3], new[] { "depth", "weights" }.Select(c => Case(c).GetProperty("trees").EnumerateArray().Max(Depth)));
        Assert.True(Case("leaves").GetProperty("trees").EnumerateArray().Max(Depth) > 3);
    }

    static JsonElement Case(string name) => s_expected.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    static BoostingRun Grow(JsonElement expected)
    {
        var parameters = expected.GetProperty("parameters");
        var leaves = parameters.GetProperty("max_leaves").GetInt32();
        var options = MadeLeads.Plain with
        {
            LearningRate = parameters.GetProperty("eta").GetDouble(),
            Depth = parameters.GetProperty("max_depth").GetInt32(),
            Leaves = leaves == 0 ? 255 : leaves,
            L2 = parameters.GetProperty("reg_lambda").GetDouble(),
            L1 = parameters.GetProperty("reg_alpha").GetDouble(),
            MinGain = parameters.GetProperty("gamma").GetDouble(),
            MinHessianPerLeaf = parameters.GetProperty("min_child_weight").GetDouble(),
            MinRowsPerLeaf = 1,
        };
        var rows = MadeLeads.Rows(s_labels.Length);
        FeatureKind[] kinds = [.. s_columns.Select(_ => MadeLeads.Number)];
        var team = new WorkerTeam(1);
        var set = new TrainingSet(s_columns, kinds, s_labels);
        var table = BinnedTable.Create(FeatureBinner.Fit(set.Columns, kinds, rows, options.MaxBins), set.Columns, rows, team);
        var weights = expected.GetProperty("weighted").GetBoolean() ? s_weights : null;
        var run = new BoostingRun(new TrainingRows(table, s_labels, weights), new float[rows.Length], options, team);
        while (run.Trees.Count < expected.GetProperty("trees").GetArrayLength()) run.Step();
        return run;
    }

    // A child at or above 0 is a node, below it is a leaf; rows are those that reach it.
    static void AssertSame(JsonElement expected, DecisionTree tree, int child, int[] rows, string place)
    {
        if (expected.TryGetProperty("leaf", out var leaf))
        {
            Assert.True(child < 0, $"{place}: a leaf there, a split on column {(child < 0 ? -1 : tree.Feature[child])} here");
            Assert.Equal(leaf.GetDouble(), tree.LeafValue[~child], LeafTolerance);
            Assert.Equal(rows.Length, tree.LeafCover[~child]);
            return;
        }
        var column = expected.GetProperty("column").GetInt32();
        Assert.True(child >= 0, $"{place}: a split on column {column} there, a leaf here");
        Assert.Equal(column, tree.Feature[child]);
        var below = expected.GetProperty("below").GetSingle();
        var missingLeft = expected.GetProperty("missing_left").GetBoolean();
        foreach (var row in rows)
        {
            var value = s_columns[column][row];
            Assert.True(tree.GoesLeft(child, value) == (float.IsNaN(value) ? missingLeft : value < below), $"{place}: {value} goes to the other side of {below} at column {column}");
        }
        var gain = expected.GetProperty("gain").GetDouble();
        Assert.Equal(gain, tree.Gain[child], GainTolerance * gain);
        var sides = rows.ToLookup(r => tree.GoesLeft(child, s_columns[column][r]));
        AssertSame(expected.GetProperty("left"), tree, tree.Left[child], [.. sides[true]], place + " left");
        AssertSame(expected.GetProperty("right"), tree, tree.Right[child], [.. sides[false]], place + " right");
    }

    static int Depth(JsonElement node) => node.TryGetProperty("left", out var left) ? 1 + Math.Max(Depth(left), Depth(node.GetProperty("right"))) : 0;

    static float[] Row(int row) => [.. s_columns.Select(c => c[row])];

    static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? float.NaN : v.GetSingle())];
}
