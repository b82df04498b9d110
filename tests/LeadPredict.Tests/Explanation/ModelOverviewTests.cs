using System.Text.Json;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Explanation;
using LeadPredict.Inference;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Explanation;

public class ModelOverviewTests
{
    const int Leads = 400;

    // Three numbers: the first raises, the second lowers less, the third does nothing but is the first over again. The fourth is noise.
    static LeadEncoder Encoder(params LeadColumn[] columns) => new(
        new LeadSchema { Columns = columns },
        [.. columns.Select(c => new FeatureEncoding(c, c.Kind == ColumnKind.Category ? ["blue", "green", "red"] : []))]);

    static LeadColumn Number(string name) => new() { Name = name, Kind = ColumnKind.Number };

    static readonly LeadEncoder s_encoder = Encoder(Number("a"), Number("b"), Number("c"), Number("d"));

    static TreeEnsemble Additive(params double[] slopes)
    {
        float[] edges = [-1.5f, -1, -0.5f, 0, 0.5f, 1];
        return new TreeEnsemble
        {
            Binner = new FeatureBinner([.. slopes.Select(_ => new FeatureKind(false, 0))], [.. slopes.Select(_ => edges)]),
            Bias = -1,
            Additive = new AdditiveTerms([.. slopes.Select(s => s == 0 ? [] : Enumerable.Range(0, 8).Select(bin => bin == 7 ? 0 : s * (bin - 3)).ToArray())]),
            Trees = [],
        };
    }

    static float[] Rows(ulong seed = 3, int usual = -1, double share = 0.9)
    {
        var random = new DeterministicRandom(seed);
        var rows = new float[Leads * 4];
        for (var i = 0; i < Leads; i++)
        {
            for (var f = 0; f < 4; f++) rows[i * 4 + f] = f == 3 && random.NextInt(4) == 0 ? float.NaN : (float)random.NextNormal();
            rows[i * 4 + 2] = rows[i * 4] * 2 + 0.1f * (float)random.NextNormal();
            if (usual >= 0 && random.NextDouble() < share) rows[i * 4 + usual] = 9;
        }
        return rows;
    }

    static ModelOverview Overview(TreeEnsemble ensemble, bool isJudged = true, LeadEncoder? encoder = null, int usual = -1)
    {
        var rows = Rows(usual: usual);
        var random = new DeterministicRandom(8);
        var scorer = new EnsembleScorer(ensemble);
        var labels = Enumerable.Range(0, Leads).Select(i => (byte)(random.NextDouble() < PortableMath.Sigmoid(scorer.LogOdds(rows.AsSpan(4 * i, 4))) ? 1 : 0)).ToArray();
        return ModelOverview.Compute(new OverviewRequest(
            encoder ?? s_encoder, scorer, ContributionSample.Of(new EnsemblePaths(ensemble), rows), [], PortableMath.Sigmoid, p => p > 0.5 ? 'A' : 'B')
        {
            HeldOut = isJudged ? new HeldOutLeads(scorer, rows, labels, [], PortableMath.Sigmoid) : null,
        });
    }

    [Fact]
    public void Columns_come_by_their_mean_absolute_contribution_and_idle_ones_not_at_all()
    {
        var columns = Overview(Additive(0.5, -0.2, 0, 0)).Columns;

        Assert.Equal(["a", "b"], columns.Select(c => c.Column));
        var expected = Enumerable.Range(0, Leads).Average(i => Math.Abs(0.5 * (Bin(Rows()[4 * i]) - 3)));
        Assert.Equal(expected, columns[0].Contribution.Value, 1e-6);
        Assert.InRange(columns[0].Contribution.Value, columns[0].Contribution.Low, columns[0].Contribution.High);
    }

    static int Bin(float value) => new[] { -1.5f, -1, -0.5f, 0, 0.5f, 1 }.Count(e => e < value);

    [Fact]
    public void Shuffling_a_column_that_counts_costs_and_its_interval_says_so()
    {
        var columns = Overview(Additive(0.5, -0.2, 0, 0)).Columns;

        Assert.True(columns[0].Permutation.Low > 0);
        Assert.True(columns[0].Permutation.Value > columns[1].Permutation.Value);
    }

    [Fact]
    public void Without_outcomes_nothing_is_shuffled() => Assert.All(Overview(Additive(0.5, -0.2, 0, 0), isJudged: false).Columns, c => Assert.True(double.IsNaN(c.Permutation.Value)));

    [Fact]
    public void Directions_are_those_of_the_model() => Assert.Equal([1, -1], Overview(Additive(0.5, -0.2, 0, 0)).Columns.Select(c => (int)Math.Round(c.Direction)));

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(-0.5, true)]
    public void A_column_that_goes_against_what_is_known_of_it_is_marked(double slope, bool isMarked)
    {
        var encoder = Encoder(Number("demo_requested"), Number("b"), Number("c"), Number("d"));

        Assert.Equal(isMarked, Overview(Additive(slope, 0, 0, 0), encoder: encoder).Columns[0].GoesAgainstExpectation);
    }

    [Fact]
    public void A_declared_direction_counts_for_any_name()
    {
        var encoder = Encoder(Number("a") with { Monotone = Monotonicity.Decreasing }, Number("b"), Number("c"), Number("d"));

        Assert.True(Overview(Additive(0.5, 0, 0, 0), encoder: encoder).Columns[0].GoesAgainstExpectation);
    }

    [Fact]
    public void Columns_that_say_the_same_are_one_group_and_weighed_together()
    {
        var group = Assert.Single(Overview(Additive(0.5, -0.2, 0.5, 0)).Correlated);

        Assert.Equal(["a", "c"], group.Columns.Order());
        Assert.True(group.Association > 0.9);
        Assert.True(group.Contribution.Value > 1.2 * Overview(Additive(0.5, -0.2, 0.5, 0)).Columns[0].Contribution.Value);
    }

    [Fact]
    public void An_additive_model_has_no_interactions() => Assert.Empty(Overview(Additive(0.5, -0.2, 0.3, 0.1)).Interactions);

    [Fact]
    public void A_tree_of_two_columns_has_the_interaction_of_those_two()
    {
        var ensemble = Additive(0.01, 0.01, 0.01, 0.01);
        var builder = new TreeBuilder(4, ensemble.Binner);
        var root = builder.AddNode(-1, false, SplitAtZero(0), 100);
        var left = builder.AddNode(root, true, SplitAtZero(1), 50);
        var right = builder.AddNode(root, false, SplitAtZero(1), 50);
        foreach (var (leaf, parent, isLeft, value) in new[] { (0, left, true, 1.0), (1, left, false, -1.0), (2, right, true, -1.0), (3, right, false, 1.0) }) builder.SetLeaf(leaf, parent, isLeft, value, 25);
        var crossed = new TreeEnsemble { Binner = ensemble.Binner, Bias = 0, Additive = ensemble.Additive, Trees = [builder.Build(4)] };

        var strongest = Overview(crossed).Interactions[0];

        Assert.Equal(["a", "b"], new[] { strongest.First, strongest.Second }.Order());
        Assert.InRange(strongest.Strength, 0.8, 1.1);
        Assert.True(strongest.Share > 0.9);
    }

    static Split SplitAtZero(int feature) => new() { Feature = feature, Bin = 3, MissingLeft = true };

    [Fact]
    public void An_effect_follows_the_values_and_counts_every_lead_once()
    {
        var effect = Overview(Additive(0.5, -0.2, 0, 0.3)).Effects.Single(e => e.Column == "d");

        Assert.Equal(Leads, effect.Points.Sum(p => p.Leads) + effect.Missing!.Leads);
        Assert.Equal(effect.Points.OrderBy(p => p.Value), effect.Points);
        Assert.True(effect.Points[0].Mean < effect.Points[^1].Mean);
        Assert.Equal(0, effect.Missing.Mean);
        Assert.InRange(effect.Density.Sum(d => d.Share), 0.97, 1);
    }

    [Fact]
    public void A_value_that_most_leads_have_stands_alone_beside_what_the_others_do()
    {
        // Nine leads of ten have a 9, above all others' values; those are some forty different ones.
        var points = Overview(Additive(0.5, -0.2, 0, 0.3), usual: 1).Effects.Single(e => e.Column == "b").Points;

        Assert.Equal(9, points[^1].Value);
        Assert.True(points[^1].Leads > 0.8 * Leads);
        Assert.InRange(points.Count, 2, 14);
        Assert.True(points[0].Value < 3);
    }

    [Fact]
    public void A_typical_lead_of_each_grade_shows_no_personal_column()
    {
        var encoder = Encoder(Number("a") with { Personal = true }, Number("b"), Number("c"), Number("d"));

        var typical = Overview(Additive(0.5, -0.2, 0.1, 0), encoder: encoder).Typical;

        Assert.Equal(['A', 'B'], typical.Select(t => t.Grade));
        Assert.Equal(1, typical.Sum(t => t.Share), 1e-4);
        Assert.DoesNotContain(typical.SelectMany(t => t.Reasons), r => r.Column == "a");
    }

    [Fact]
    public void The_same_leads_give_the_same_overview_and_json_keeps_it()
    {
        var overview = Overview(Additive(0.5, -0.2, 0.3, 0.1));
        var json = Json(overview);

        Assert.Equal(json, Json(Overview(Additive(0.5, -0.2, 0.3, 0.1))));
        using var document = JsonDocument.Parse(json);
        Assert.Equal(json, Json(ModelOverview.FromJson(document.RootElement)));
    }

    [Fact]
    public void Json_that_is_no_overview_is_refused()
    {
        using var document = JsonDocument.Parse("{\"leads\":3}");

        Assert.Throws<InvalidDataException>(() => ModelOverview.FromJson(document.RootElement));
    }

    static string Json(ModelOverview overview)
    {
        var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory)) overview.Write(writer);
        return System.Text.Encoding.UTF8.GetString(memory.ToArray());
    }
}
