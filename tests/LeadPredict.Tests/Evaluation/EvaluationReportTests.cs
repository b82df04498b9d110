using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LeadPredict.Evaluation;
using LeadPredict.Numerics;
using Xunit.Abstractions;

namespace LeadPredict.Tests.Evaluation;

public class EvaluationReportTests(ITestOutputHelper output)
{
    [Fact]
    public void Values_are_those_of_the_metrics()
    {
        var (p, y) = Simulate(500, 1.5, -1, seed: 1);
        var report = EvaluationReport.Compute(p, y, [], 7);

        Assert.Equal(RankingMetrics.RocAuc(p, y), report.RocAuc.Value);
        Assert.Equal(RankingMetrics.PrAuc(p, y), report.PrAuc.Value);
        Assert.Equal(ProbabilityMetrics.LogLoss(p, y), report.LogLoss.Value);
        Assert.Equal(ProbabilityMetrics.Brier(p, y), report.Brier.Value);
        Assert.Equal(ProbabilityMetrics.ExpectedCalibrationError(p, y), report.Ece.Value);
        Assert.Equal(RankingMetrics.LiftTopDecile(p, y), report.LiftTopDecile.Value);
        Assert.Equal(RankingMetrics.KolmogorovSmirnov(p, y), report.KolmogorovSmirnov.Value);
        Assert.Equal(y.Sum(l => l), report.Positives);
    }

    [Fact]
    public void One_pass_over_the_ranking_measures_what_row_by_row_metrics_do()
    {
        var (p, y) = RankingMetricsTests.RandomRows(300, 37, 4);
        var pass = new RankedCells(p, y).Measure();

        Assert.Equal(ProbabilityMetrics.LogLoss(p, y), pass.LogLoss, 12);
        Assert.Equal(ProbabilityMetrics.Brier(p, y), pass.Brier, 12);
        Assert.Equal(ProbabilityMetrics.ExpectedCalibrationError(p, y), pass.Ece, 12);
    }

    [Fact]
    public void Counts_of_a_resample_measure_as_its_rows_written_out()
    {
        double[] p = [0.9, 0.4, 0.4, 0.2, 0.1];
        byte[] y = [1, 1, 0, 0, 1];
        int[] drawn = [0, 0, 2, 1, 4, 4, 4, 2];
        var cells = new RankedCells(p, y);
        var counts = new int[cells.Counts.Length];
        foreach (var row in drawn) counts[cells.CellOfRow[row]]++;

        var measured = cells.Measure(counts);

        Assert.Equal(new RankedCells([.. drawn.Select(r => p[r])], [.. drawn.Select(r => y[r])]).Measure(), measured);
    }

    [Fact]
    public void The_same_seed_gives_the_same_report_and_another_other_intervals()
    {
        var (p, y) = Simulate(400, 1, -1, seed: 2);

        Assert.Equal(Json(EvaluationReport.Compute(p, y, [], 5)), Json(EvaluationReport.Compute(p, y, [], 5)));
        Assert.NotEqual(EvaluationReport.Compute(p, y, [], 5).RocAuc, EvaluationReport.Compute(p, y, [], 6).RocAuc);
    }

    [Fact]
    public void Intervals_cover_the_truth_about_95_times_in_100()
    {
        // log-odds ~ N(0, 1) and labels drawn from them: the truth of each metric from one big sample.
        var (big, bigLabels) = Simulate(400_000, 1, 0, seed: 99);
        var truth = new RankedCells(big, bigLabels).Measure();
        const int samples = 200;
        int auc = 0, loss = 0, brier = 0, lift = 0, ece = 0, ks = 0;
        for (var s = 0; s < samples; s++)
        {
            var (p, y) = Simulate(300, 1, 0, seed: 1000 + (ulong)s);
            var report = EvaluationReport.Compute(p, y, [], 3);
            auc += Holds(report.RocAuc, truth.RocAuc);
            loss += Holds(report.LogLoss, truth.LogLoss);
            brier += Holds(report.Brier, truth.Brier);
            lift += Holds(report.LiftTopDecile, truth.LiftTopDecile);
            ece += Holds(report.Ece, truth.Ece);
            ks += Holds(report.KolmogorovSmirnov, truth.KolmogorovSmirnov);
        }

        output.WriteLine($"of {samples}: auc {auc} loss {loss} brier {brier} lift {lift} ece {ece} ks {ks}");
        foreach (var covered in (int[])[auc, loss, brier]) Assert.InRange(covered, 0.90 * samples, 0.985 * samples);
        foreach (var covered in (int[])[lift, ece, ks]) Assert.InRange(covered, 0.85 * samples, samples);
    }

    [Fact]
    public void A_dozen_positives_still_get_an_interval_that_covers()
    {
        var (big, bigLabels) = Simulate(400_000, 1.5, -3.5, seed: 98);
        var truth = new RankedCells(big, bigLabels).Measure().RocAuc;
        int covered = 0, claimed = 0;
        for (var s = 0; s < 200; s++)
        {
            var (p, y) = Simulate(200, 1.5, -3.5, seed: 5000 + (ulong)s);
            var auc = EvaluationReport.Compute(p, y, [], 3).RocAuc;
            if (double.IsNaN(auc.Low)) continue;
            claimed++;
            covered += Holds(auc, truth);
        }

        output.WriteLine($"{covered} of {claimed}");
        Assert.InRange((double)covered / claimed, 0.93, 1);
    }

    [Fact]
    public void Perfect_ranking_of_few_positives_does_not_claim_certainty()
    {
        double[] p = [.. Enumerable.Range(0, 40).Select(i => i < 6 ? 0.9 : 0.1)];
        byte[] y = [.. Enumerable.Range(0, 40).Select(i => i < 6 ? (byte)1 : (byte)0)];

        var auc = EvaluationReport.Compute(p, y, [], 1).RocAuc;

        Assert.Equal((1.0, 1.0), (auc.Value, auc.High));
        Assert.InRange(auc.Low, 0.5, 0.9);
    }

    [Fact]
    public void Thirty_positives_have_a_wide_interval()
    {
        var random = new DeterministicRandom(4);
        byte[] y = [.. Enumerable.Range(0, 300).Select(i => i < 30 ? (byte)1 : (byte)0)];
        double[] p = [.. y.Select(l => PortableMath.Sigmoid(l + random.NextNormal()))];

        var auc = EvaluationReport.Compute(p, y, [], 1).RocAuc;

        Assert.InRange(auc.High - auc.Low, 0.12, 0.3);
    }

    [Fact]
    public void Rows_of_an_account_are_drawn_together()
    {
        // Each lead ten times: ten times the rows, but not one more thing known.
        var (p, y) = Simulate(200, 1, 0, seed: 11);
        double[] p10 = [.. Enumerable.Range(0, 2000).Select(i => p[i / 10])];
        byte[] y10 = [.. Enumerable.Range(0, 2000).Select(i => y[i / 10])];
        int[] account = [.. Enumerable.Range(0, 2000).Select(i => 7 * (i / 10))];

        var alone = EvaluationReport.Compute(p, y, [], 1);
        var grouped = EvaluationReport.Compute(p10, y10, account, 1);
        var blind = EvaluationReport.Compute(p10, y10, [], 1);

        Assert.Equal(alone.LogLoss.High - alone.LogLoss.Low, grouped.LogLoss.High - grouped.LogLoss.Low, 12);
        Assert.True(blind.LogLoss.High - blind.LogLoss.Low < 0.5 * (grouped.LogLoss.High - grouped.LogLoss.Low));
    }

    [Fact]
    public void Each_draw_of_an_account_brings_all_its_rows()
    {
        // A win and a loss in each account, both at 0.3: whichever accounts are drawn, half of the rows are wins.
        double[] p = [.. Enumerable.Repeat(0.3, 40)];
        byte[] y = [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 2))];
        int[] account = [.. Enumerable.Range(0, 40).Select(i => i / 2)];

        var loss = EvaluationReport.Compute(p, y, account, 1).LogLoss;

        Assert.Equal(loss.Value, loss.Low, 12);
        Assert.Equal(loss.Value, loss.High, 12);
    }

    [Fact]
    public void A_negative_group_number_is_a_group_of_its_own()
    {
        var (p, y) = Simulate(200, 1, 0, seed: 12);
        int[] none = [.. Enumerable.Repeat(-1, 200)];

        Assert.Equal(Json(EvaluationReport.Compute(p, y, [], 1)), Json(EvaluationReport.Compute(p, y, none, 1)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(50, 0)]
    [InlineData(50, 50)]
    [InlineData(50, 4)]
    public void Too_few_of_a_class_give_no_interval_and_no_error(int rows, int positives)
    {
        double[] p = [.. Enumerable.Range(0, rows).Select(i => 0.5)];
        byte[] y = [.. Enumerable.Range(0, rows).Select(i => i < positives ? (byte)1 : (byte)0)];

        var report = EvaluationReport.Compute(p, y, [], 1);

        Assert.True(double.IsNaN(report.RocAuc.Low) && double.IsNaN(report.LogLoss.High) && double.IsNaN(report.Ece.Low));
        Assert.Equal(positives == 0 || positives == rows, double.IsNaN(report.RocAuc.Value));
        Assert.Equal(rows == 0, double.IsNaN(report.LogLoss.Value));
        Assert.False(report.HasSignal);
    }

    [Fact]
    public void Signal_is_seen_and_noise_is_not()
    {
        var (p, y) = Simulate(500, 1, 0, seed: 21);
        byte[] shuffled = [.. y];
        new DeterministicRandom(3).Shuffle<byte>(shuffled);

        Assert.True(EvaluationReport.Compute(p, y, [], 1).HasSignal);
        Assert.False(EvaluationReport.Compute(p, shuffled, [], 1).HasSignal);
    }

    [Fact]
    public void Many_rows_get_fewer_resamples_and_an_interval_as_good()
    {
        var (p, y) = Simulate(400_000, 1, -2, seed: 31);
        var report = EvaluationReport.Compute(p, y, [], 1);

        // Standard error of a mean, from the rows themselves.
        var squares = p.Select((q, i) => Math.Pow((q - y[i]) * (q - y[i]) - report.Brier.Value, 2)).Average();
        var expected = 2 * 1.96 * Math.Sqrt(squares / p.Length);
        Assert.InRange((report.Brier.High - report.Brier.Low) / expected, 0.75, 1.25);
    }

    [Fact]
    public void Json_has_the_contract_and_reads_back_to_the_bit()
    {
        var (p, y) = Simulate(300, 1, -1, seed: 41);
        var report = EvaluationReport.Compute(p, y, [], 1);

        var json = Json(report);
        using var document = JsonDocument.Parse(json);
        var metrics = document.RootElement;

        foreach (var name in (string[])["roc_auc", "pr_auc", "log_loss", "brier", "ece", "lift_top_decile", "ks"])
            Assert.Equal(["value", "low", "high"], metrics.GetProperty(name).EnumerateObject().Select(f => f.Name));
        Assert.Equal(report.RocAuc.Value, metrics.GetProperty("roc_auc").GetProperty("value").GetDouble());
        Assert.Equal(json, Json(EvaluationReport.FromJson(metrics)));
    }

    [Fact]
    public void Json_of_one_class_has_nulls_and_reads_back()
    {
        var report = EvaluationReport.Compute([0.2, 0.3], [0, 0], [], 1);

        var json = Json(report);
        using var document = JsonDocument.Parse(json);

        Assert.StartsWith("""{"roc_auc":{"value":null,"low":null,"high":null},""", json, StringComparison.Ordinal);
        Assert.Equal(json, Json(EvaluationReport.FromJson(document.RootElement)));
    }

    [Theory]
    [InlineData("[]", "'rows' should be there")]
    [InlineData("""{"rows":"3"}""", "'rows' should be a whole number")]
    [InlineData("""{"rows":3,"positives":1,"roc_auc":{"value":"x"}}""", "'value' should be a number or null")]
    public void Json_of_another_kind_is_refused(string json, string message)
    {
        using var document = JsonDocument.Parse(json);

        var error = Assert.Throws<InvalidDataException>(() => EvaluationReport.FromJson(document.RootElement));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fifty_thousand_rows_with_intervals_take_seconds_not_minutes()
    {
        var (p, y) = Simulate(50_000, 1, -1, seed: 51);
        EvaluationReport.Compute(p.AsSpan(0, 2000), y.AsSpan(0, 2000), [], 1);

        var clock = Stopwatch.StartNew();
        EvaluationReport.Compute(p, y, [], 1);

        output.WriteLine($"{clock.Elapsed.TotalMilliseconds:F0} ms");
        Assert.True(clock.Elapsed.TotalSeconds < 5, $"{clock.Elapsed.TotalSeconds} s");
    }

    static int Holds(MetricValue metric, double truth) => metric.Low <= truth && truth <= metric.High ? 1 : 0;

    static string Json(EvaluationReport report)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) report.WriteMetrics(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>True probabilities logistic(shift + spread · normal) and labels drawn from them.</summary>
    internal static (double[] Probabilities, byte[] Labels) Simulate(int rows, double spread, double shift, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var p = new double[rows];
        var y = new byte[rows];
        for (var i = 0; i < rows; i++)
        {
            p[i] = PortableMath.Sigmoid(shift + spread * random.NextNormal());
            y[i] = random.NextDouble() < p[i] ? (byte)1 : (byte)0;
        }
        return (p, y);
    }
}
