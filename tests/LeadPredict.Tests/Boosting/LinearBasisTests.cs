using LeadPredict.Boosting;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Boosting;

public class LinearBasisTests
{
    static double[][] Functions(float[] column, FeatureKind kind, int maxBins = 255)
    {
        using var team = new WorkerTeam(1);
        var rows = MadeLeads.Rows(column.Length);
        using var table = BinnedTable.Create(FeatureBinner.Fit([column], [kind], rows, maxBins), [column], rows, team);
        return LinearBasis.Fit(table, [column], rows, team).Of(0);
    }

    [Fact]
    public void A_number_is_standardised_over_the_training_rows()
    {
        var function = Assert.Single(Functions([1, 2, 3, 4, 5, 6], MadeLeads.Number, maxBins: 32));

        // Mean 3.5, deviation sqrt(35/12).
        Assert.Equal([-1.4638501, -0.8783101, -0.2927700, 0.2927700, 0.8783101, 1.4638501, 0], function.Select(v => Math.Round(v, 7)));
    }

    [Fact]
    public void Gaps_get_an_indicator_and_stand_at_the_mean()
    {
        var functions = Functions([1, 2, 3, float.NaN], MadeLeads.Number, maxBins: 32);

        Assert.Equal(2, functions.Length);
        Assert.Equal(0, functions[0][^1]);
        Assert.Equal([0, 0, 0, 1], functions[1]);
    }

    [Fact]
    public void A_constant_or_empty_column_has_no_function_of_its_value()
    {
        Assert.Empty(Functions([5, 5, 5], MadeLeads.Number));
        Assert.Empty(Functions([float.NaN, float.NaN], MadeLeads.Number));
        Assert.Equal([0, 1], Assert.Single(Functions([5, 5, float.NaN], MadeLeads.Number)));
    }

    [Fact]
    public void A_long_tail_is_compressed()
    {
        var column = Enumerable.Range(0, 200).Select(i => (float)Math.Exp(i / 15.0)).ToArray();

        var function = Functions(column, MadeLeads.Number)[0];

        Assert.True(function.Max() < 4, $"the largest value stands {function.Max():F1} deviations out");
        var inside = function.Where((_, bin) => bin > 10 && bin < function.Length - 10).ToArray();
        Assert.Equal(inside.Order(), inside);
    }

    [Fact]
    public void A_category_has_an_indicator_for_each_level_seen()
    {
        var functions = Functions([0, 2, 2, float.NaN], MadeLeads.Category(4));

        Assert.Equal([[1, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 1]], functions);
    }

    [Fact]
    public void Fit_reaches_the_loss_and_the_weights_of_newtons_method()
    {
        var set = MadeLeads.Mixed(700, 3, 1, seed: 1);
        var rows = MadeLeads.Rows(700);
        using var team = new WorkerTeam(2);
        using var table = BinnedTable.Create(FeatureBinner.Fit(set.Columns, set.Kinds, rows, 255), set.Columns, rows, team);
        var basis = LinearBasis.Fit(table, set.Columns, rows, team);
        var regression = new LogisticRegression(new TrainingRows(table, set.Labels), basis, team);
        var design = rows.Select(r => (double[])[.. Enumerable.Range(0, 4).SelectMany(f => basis.Of(f).Select(g => g[table.Row(r)[f]])), 1]).ToArray();
        foreach (var l2 in (double[])[100, 3])
        {
            regression.Fit(l2);
            var expected = NaiveLogisticRegression.Fit(design, set.Labels, l2);

            var best = NaiveLogisticRegression.Loss(design, set.Labels, l2, expected);
            Assert.InRange(NaiveLogisticRegression.Loss(design, set.Labels, l2, regression.Weights), best - 1e-9, best * (1 + 1e-5));
            for (var j = 0; j < expected.Length; j++) Assert.Equal(expected[j], regression.Weights[j], 0.02);
        }
    }

    [Fact]
    public void Terms_give_the_log_odds_of_the_weights_and_have_mean_zero()
    {
        var set = MadeLeads.Mixed(500, 2, 1, seed: 2);
        var rows = MadeLeads.Rows(500);
        using var team = new WorkerTeam(1);
        using var table = BinnedTable.Create(FeatureBinner.Fit(set.Columns, set.Kinds, rows, 255), set.Columns, rows, team);
        var basis = LinearBasis.Fit(table, set.Columns, rows, team);
        var regression = new LogisticRegression(new TrainingRows(table, set.Labels), basis, team);
        regression.Fit(5);

        var (bias, terms) = regression.ToTerms();

        var means = new double[3];
        foreach (var r in rows)
        {
            var expected = regression.Weights[^1];
            for (var f = 0; f < 3; f++)
            {
                means[f] += terms.Of(f, table.Row(r)[f]) / 500;
                for (var j = 0; j < basis.Of(f).Length; j++) expected += regression.Weights[basis.Offsets[f] + j] * basis.Of(f)[j][table.Row(r)[f]];
            }
            Assert.Equal(expected, bias + terms.Sum(table.Row(r)), 1e-9);
        }
        Assert.All(means, m => Assert.Equal(0, m, 1e-9));
    }
}
