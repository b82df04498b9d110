using System.Globalization;
using System.Text;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Modeling;

/// <summary>Files that provoke, from CSV to model: each gives a sane model, or a refusal that says why.</summary>
public sealed class HardTrainingFilesTests : IDisposable
{
    static readonly BoostingOptions s_small = new() { Trees = 12, Members = 2, Threads = 1, EarlyStoppingRounds = 5 };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Trains on a file of a header and rows whose last field is the label <c>won</c>.</summary>
    TrainingResult Train(string header, IEnumerable<string> rows, Func<TrainingRequest, TrainingRequest>? change = null)
    {
        var path = _folder["leads.csv"];
        File.WriteAllLines(path, [header, .. rows]);
        var request = new TrainingRequest { Files = [path], Boosting = s_small, Columns = new SchemaInferenceOptions { Label = "won" } };
        return LeadTrainer.Train(change?.Invoke(request) ?? request, TimeProvider.System);
    }

    string Refusal(string header, IEnumerable<string> rows, Func<TrainingRequest, TrainingRequest>? change = null) =>
        Assert.Throws<LeadPredictException>(() => Train(header, rows, change)).Diagnostics[0].Code;

    static TrainingRequest WithoutTest(TrainingRequest request) => request with { Evaluation = EvaluationMethod.None };

    /// <summary>Every probability of strange and of usual rows lies inside 0 and 1.</summary>
    static void AssertSane(LeadModel model)
    {
        var random = new DeterministicRandom(1);
        float[] strange = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, float.Epsilon, 3e38f, -3e38f, 1, 255, 1e6f];
        var row = new float[model.Encoder.FeatureCount];
        for (var draw = 0; draw < 200; draw++)
        {
            for (var f = 0; f < row.Length; f++) row[f] = strange[random.NextInt(strange.Length)];
            var logOdds = model.Ensemble.LogOdds((ReadOnlySpan<float>)row);
            Assert.True(double.IsFinite(logOdds));
            Assert.InRange(model.Calibrator.Calibrate(logOdds), double.Epsilon, 1 - 1e-16);
        }
    }

    /// <summary>Rows of x, y and a label that follows x.</summary>
    static IEnumerable<string> Leads(int rows, Func<int, double, string>? row = null, bool flipped = false)
    {
        var random = new DeterministicRandom(3);
        for (var i = 0; i < rows; i++)
        {
            var x = random.NextNormal();
            var won = (random.NextDouble() < PortableMath.Sigmoid(1.5 * x)) != flipped;
            var fields = row?.Invoke(i, x) ?? string.Create(CultureInfo.InvariantCulture, $"{x:F4},{random.NextInt(9)}");
            yield return $"{fields},{(won ? "yes" : "no")}";
        }
    }

    [Fact]
    public void Fifty_rows_give_a_model()
    {
        var result = Train("x,y,won", Leads(50));

        AssertSane(result.Model);
        Assert.Contains(result.Card.Notes, n => n.Contains("fewer than 100 positives"));
    }

    [Fact]
    public void Too_few_rows_are_refused() => Assert.Equal("LP0402", Refusal("x,y,won", Leads(15)));

    [Fact]
    public void Five_positives_in_20000_give_a_model_of_their_rate()
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => $"{i * 7 % 101},{i % 3},{(i % 4000 == 17 ? "yes" : "no")}");

        var model = Train("x,y,won", rows).Model;

        AssertSane(model);
        Assert.InRange(model.Calibrator.Calibrate(model.Ensemble.LogOdds([50f, 1f])), 1e-6, 0.01);
    }

    [Fact]
    public void One_feature_gives_a_model() => AssertSane(Train("x,won", Leads(300, (_, x) => x.ToString("F3", CultureInfo.InvariantCulture))).Model);

    [Fact]
    public void Columns_without_a_value_or_with_one_value_are_left_out()
    {
        var result = Train("x,empty,fixed,won", Leads(200, (_, x) => string.Create(CultureInfo.InvariantCulture, $"{x:F3},,7")));

        Assert.Equal(["x"], result.Card.Used);
        Assert.Equal(["empty", "fixed"], result.Card.Excluded.Select(e => e.Name).Where(n => n != "won").Order());
        AssertSane(result.Model);
    }

    [Fact]
    public void A_table_without_a_usable_column_is_refused() =>
        Assert.Equal("LP0401", Refusal("empty,fixed,won", Enumerable.Range(0, 100).Select(i => $",7,{(i % 2 == 0 ? "yes" : "no")}")));

    [Fact]
    public void Columns_declared_as_features_may_be_missing_or_constant_everywhere()
    {
        File.WriteAllText(_folder["s.json"], """{ "columns": [ { "name": "empty" }, { "name": "fixed" }, { "name": "level", "kind": "category" } ] }""");

        var result = Train("x,empty,fixed,level,won", Leads(200, (_, x) => string.Create(CultureInfo.InvariantCulture, $"{x:F3},,7,a")), r => r with { SchemaFile = _folder["s.json"] });

        Assert.Equal(4, result.Card.Used.Count);
        AssertSane(result.Model);
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("-1e300")]
    [InlineData("1e-310")]
    [InlineData("1e-45")]
    [InlineData("3.4e38")]
    public void Extreme_numbers_give_a_model(string value)
    {
        var result = Train("x,y,won", Leads(300, (i, x) => string.Create(CultureInfo.InvariantCulture, $"{(i % 9 == 0 ? value : x.ToString("F3", CultureInfo.InvariantCulture))},{value}")));

        Assert.Contains("x", result.Card.Used);
        AssertSane(result.Model);
    }

    [Fact]
    public void A_column_of_only_huge_numbers_of_both_signs_gives_a_model() =>
        AssertSane(Train("x,won", Leads(300, (_, x) => x > 0 ? "1e300" : "-1e300")).Model);

    [Fact]
    public void A_word_for_infinity_is_taken_as_no_number()
    {
        var result = Train("x,won", Leads(400, (i, x) => i % 50 == 0 ? "inf" : x.ToString("F3", CultureInfo.InvariantCulture)));

        Assert.Equal(["x"], result.Card.Used);
        Assert.Contains("inf", result.Model.Schema.Columns[0].MissingCodes ?? result.Model.Schema.Columns[1].MissingCodes ?? []);
        AssertSane(result.Model);
    }

    [Fact]
    public void Flipped_labels_rank_as_well()
    {
        // Split by time, so that both are judged on the same rows.
        double Auc(bool flipped) => Train("x,created,won",
            Leads(1500, (i, x) => string.Create(CultureInfo.InvariantCulture, $"{x:F4},{new DateTime(2024, 1, 1).AddHours(i):yyyy-MM-dd}"), flipped),
            r => r with { Columns = r.Columns with { Time = "created" } }).Card.Test!.RocAuc.Value;

        Assert.InRange(Auc(false), 0.7, 0.9);
        Assert.Equal(Auc(false), Auc(true), 0.02);
    }

    [Fact]
    public void Rows_that_are_all_alike_give_a_model()
    {
        var rows = Enumerable.Range(0, 400).SelectMany(i => Enumerable.Repeat($"{i % 4},{i % 2},{(i % 4 == 0 ? "yes" : "no")}", 3));

        AssertSane(Train("x,y,won", rows, r => r with { Columns = r.Columns with { Allow = ["x", "y"] } }).Model);
    }

    [Fact]
    public void Columns_that_all_know_the_outcome_are_refused_one_by_one()
    {
        var rows = Enumerable.Range(0, 400).Select(i => $"{(i % 4 == 0 ? "in" : "out")},{(i % 4 == 0 ? "yes" : "no")}");

        var refused = Assert.Throws<LeadPredictException>(() => Train("x,won", rows));

        Assert.Equal(["LP0409", "LP0409"], refused.Diagnostics.Select(d => d.Code));
        Assert.Contains("'x'", refused.Diagnostics[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_of_200000_levels_gives_a_model_that_reads_new_levels()
    {
        File.WriteAllText(_folder["s.json"], """{ "columns": [ { "name": "site", "kind": "category" } ] }""");
        var rows = Enumerable.Range(0, 200_000).Select(i => $"site{i},{i % 10},{(i * 7919 % 10 < 2 + i % 10 / 3 ? "yes" : "no")}");

        var model = Train("site,x,won", rows, r => WithoutTest(r) with { SchemaFile = _folder["s.json"], Boosting = s_small with { Trees = 3 } }).Model;

        AssertSane(model);
        Assert.Equal(FieldStatus.UnknownCategory, model.Encoder.Encode(0, "never seen"u8, out var code));
        Assert.Equal(model.Encoder.Features[0].OtherCode, code);
    }

    [Fact]
    [Trait("Kind", "Slow")]
    public void Five_thousand_features_give_a_model_in_bounded_memory()
    {
        var random = new DeterministicRandom(5);
        var rows = Enumerable.Range(0, 300).Select(i =>
        {
            var line = new StringBuilder();
            for (var f = 0; f < 5000; f++) line.Append(random.NextInt(1000)).Append(',');
            return line.Append(i % 3 == 0 ? "yes" : "no").ToString();
        }).ToArray();

        var model = Train(string.Join(',', Enumerable.Range(0, 5000).Select(f => $"f{f}")) + ",won", rows,
            r => WithoutTest(r) with { Boosting = s_small with { Trees = 2, Members = 1, MinRowsPerLeaf = 5 } }).Model;

        AssertSane(model);
    }

    [Fact]
    public void Rows_of_weight_zero_do_not_teach()
    {
        // The rows of weight 0 say the opposite.
        var good = Leads(600, (_, x) => string.Create(CultureInfo.InvariantCulture, $"{x:F3},1")).ToList();
        var bad = Leads(600, (_, x) => string.Create(CultureInfo.InvariantCulture, $"{-4 * x:F3},0"));

        var mixed = Train("x,times,won", [.. good, .. bad], r => WithoutTest(r) with { Columns = r.Columns with { Weight = "times" } });
        var alone = Train("x,times,won", good, r => WithoutTest(r) with { Columns = r.Columns with { Weight = "times" } });

        Assert.Equal(600, mixed.Model.Origin.Rows);
        Assert.Equal("times", mixed.Model.Origin.Options["weight"]);
        Assert.Equal(alone.Model.Ensemble.LogOdds([1f]), mixed.Model.Ensemble.LogOdds([1f]));
    }

    [Theory]
    [InlineData("1e-12")]
    [InlineData("1e12")]
    public void Only_the_ratios_of_weights_count(string unit)
    {
        TrainingResult Weighted(string one) => Train("x,times,won", Leads(400, (_, x) => string.Create(CultureInfo.InvariantCulture, $"{x:F3},{one}")),
            r => WithoutTest(r) with { Columns = r.Columns with { Weight = "times" } });

        Assert.Equal(Weighted("1").Model.Ensemble.LogOdds([0.3f]), Weighted(unit).Model.Ensemble.LogOdds([0.3f]), 1e-6);
    }

    [Fact]
    public void Weights_of_zero_everywhere_are_refused() =>
        Assert.Equal("LP0402", Refusal("x,times,won", Leads(100, (_, x) => string.Create(CultureInfo.InvariantCulture, $"{x:F3},0")), r => r with { Columns = r.Columns with { Weight = "times" } }));

    [Theory]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("often")]
    [InlineData("1e99")]
    public void A_row_without_a_weight_is_rejected(string weight)
    {
        var rows = Leads(300, (i, x) => string.Create(CultureInfo.InvariantCulture, $"{x:F3},{(i == 7 ? weight : "2")}"));

        var result = Train("x,times,won", rows, r => WithoutTest(r) with { Columns = r.Columns with { Weight = "times" } });

        Assert.Equal(1, result.Card.Rows.Rejected);
        Assert.Contains(result.Card.Notes, n => n.Contains("LP0163", StringComparison.Ordinal) && n.Contains(":9:", StringComparison.Ordinal));
    }

    [Fact]
    public void Constraints_reach_the_model_and_its_origin()
    {
        var result = Train("x,y,won", Leads(800), r => WithoutTest(r) with
        {
            Columns = r.Columns with { Monotone = new Dictionary<string, Monotonicity> { ["X"] = Monotonicity.Decreasing }, Interactions = [["x"], ["y"]] },
        });

        Assert.Equal("x:-", result.Model.Origin.Options["monotone"]);
        Assert.Equal("x;y", result.Model.Origin.Options["interactions"]);
        var logOdds = Enumerable.Range(-30, 61).Select(i => result.Model.Ensemble.LogOdds([i / 10f, 3f])).ToList();
        Assert.Equal(logOdds.OrderDescending(), logOdds);
    }

    [Fact]
    public void A_direction_on_a_category_is_refused() =>
        Assert.Equal("LP0151", Refusal("x,level,won", Leads(300, (i, x) => string.Create(CultureInfo.InvariantCulture, $"{x:F3},{"abc"[i % 3]}")),
            r => r with { Columns = r.Columns with { Monotone = new Dictionary<string, Monotonicity> { ["level"] = Monotonicity.Increasing } } }));
}
