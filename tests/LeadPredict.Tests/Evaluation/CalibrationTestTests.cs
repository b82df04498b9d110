using System.Text.Json;
using LeadPredict.Evaluation;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Evaluation;

public class CalibrationTestTests
{
    [Fact]
    public void The_parts_of_the_Brier_score_add_up_to_it()
    {
        var (p, y) = Drawn(2000, z => z, seed: 3);
        var report = EvaluationReport.Compute(p, y, [], 1);
        var parts = report.BrierParts!;

        Assert.Equal(report.Brier.Value, parts.Reliability.Value - parts.Resolution.Value + parts.Uncertainty.Value + parts.WithinBins, 12);
    }

    [Fact]
    public void Luck_in_the_parts_is_taken_out_on_average()
    {
        // Honest probabilities: without its bias the reliability is 0 on average, with it about .0009.
        var mean = Enumerable.Range(0, 60).Average(seed =>
        {
            var (p, y) = Drawn(1000, z => z, (ulong)seed);
            return EvaluationReport.Compute(p, y, [], 1).BrierParts!.Reliability.Value;
        });

        Assert.InRange(mean, -0.0004, 0.0004);
    }

    [Fact]
    public void Honest_probabilities_are_within_luck_nineteen_times_of_twenty()
    {
        var within = Enumerable.Range(0, 400).Count(seed =>
        {
            var (p, y) = Drawn(500, z => z, (ulong)seed);
            var report = EvaluationReport.Compute(p, y, [], (ulong)seed);
            return report.Calibration!.IsWithinLuck(report.Ece.Value);
        });

        Assert.InRange(within, 366, 394);
    }

    [Fact]
    public void The_slope_finds_what_was_done_to_the_log_odds()
    {
        var (p, y) = Drawn(20_000, z => 2 * z + 0.5, seed: 2);
        var test = EvaluationReport.Compute(p, y, [], 1).Calibration!;

        Assert.InRange(0.5, test.Slope.Low, test.Slope.High);
        Assert.True(test.EceChance < 0.01);
    }

    [Fact]
    public void Probabilities_that_are_too_high_have_an_intercept_below_0()
    {
        var (p, y) = Drawn(20_000, z => z + 0.5, seed: 2);

        var intercept = EvaluationReport.Compute(p, y, [], 1).Calibration!.Intercept;

        Assert.InRange(-0.5, intercept.Low, intercept.High);
        Assert.True(intercept.High < -0.4);
    }

    [Fact]
    public void Leads_that_share_accounts_are_known_less_well()
    {
        var (p, y) = Drawn(300, z => z, seed: 4);
        double[] p10 = [.. p.SelectMany(v => Enumerable.Repeat(v, 10))];
        byte[] y10 = [.. y.SelectMany(v => Enumerable.Repeat(v, 10))];
        int[] account = [.. Enumerable.Range(0, 3000).Select(i => i / 10)];
        var alone = EvaluationReport.Compute(p, y, [], 1).Calibration!;
        var grouped = EvaluationReport.Compute(p10, y10, account, 1).Calibration!;

        Assert.Equal(alone.Slope.Low, grouped.Slope.Low, 9);
        Assert.Equal(alone.ExpectedEce, grouped.ExpectedEce, 0.003);
    }

    [Fact]
    public void Probabilities_without_any_spread_have_no_slope()
    {
        var test = EvaluationReport.Compute([0.5, 0.5, 0.5], [1, 0, 1], [], 1).Calibration!;

        Assert.True(double.IsNaN(test.Slope.Value));
    }

    [Fact]
    public void A_report_reads_back_what_it_wrote()
    {
        var (p, y) = Drawn(400, z => z, seed: 8);
        var report = EvaluationReport.Compute(p, y, [], 1, new DecisionCut("grade_a", 0.5));

        var again = EvaluationReport.FromJson(JsonDocument.Parse(Json(report)).RootElement);

        Assert.Equal(Json(report), Json(again));
        Assert.Equal(report.Cut, again.Cut);
        Assert.Equal(report.Calibration, again.Calibration);
    }

    // What is said: f(z) where the truth is z.
    static (double[] P, byte[] Y) Drawn(int rows, Func<double, double> said, ulong seed)
    {
        var random = new DeterministicRandom(seed, 77);
        var (p, y) = (new double[rows], new byte[rows]);
        for (var i = 0; i < rows; i++)
        {
            var z = 1.3 * random.NextNormal() - 1;
            p[i] = PortableMath.Sigmoid(said(z));
            y[i] = random.NextDouble() < PortableMath.Sigmoid(z) ? (byte)1 : (byte)0;
        }
        return (p, y);
    }

    static string Json(EvaluationReport report)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory)) report.WriteMetrics(json);
        return System.Text.Encoding.UTF8.GetString(memory.ToArray());
    }
}
