using LeadPredict.Calibration;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Calibration;

public class CalibratorFitterTests
{
    [Fact]
    public void Platt_recovers_the_line_the_labels_came_from()
    {
        var (x, y) = Simulate(40_000, v => 0.6 * v - 0.8, 1);

        var platt = (PlattCalibrator)CalibratorFitter.Fit(CalibrationMethod.Platt, x, y);

        Assert.Equal(0.6, platt.Slope, 0.03);
        Assert.Equal(-0.8, platt.Intercept, 0.04);
    }

    [Fact]
    public void Beta_recovers_two_slopes()
    {
        var (x, y) = Simulate(80_000, v => 1.5 * Math.Log(1 + Math.Exp(v)) - 0.5 * Math.Log(1 + Math.Exp(-v)) - 0.5, 2);

        var beta = (BetaCalibrator)CalibratorFitter.Fit(CalibrationMethod.Beta, x, y);

        Assert.Equal(0.5, beta.A, 0.08);
        Assert.Equal(1.5, beta.B, 0.08);
        Assert.Equal(-0.5, beta.C, 0.1);
    }

    [Fact]
    public void A_weight_counts_as_that_many_rows()
    {
        double[] x = [-2, -1, 0, 1, 2];
        byte[] y = [0, 1, 0, 1, 1];

        var weighted = (PlattCalibrator)CalibratorFitter.Fit(CalibrationMethod.Platt, x, y, [1, 2, 3, 0, 1]);
        var written = (PlattCalibrator)CalibratorFitter.Fit(CalibrationMethod.Platt, [-2, -1, -1, 0, 0, 0, 2], [0, 1, 1, 0, 0, 0, 1]);

        Assert.Equal(written.Slope, weighted.Slope, 9);
        Assert.Equal(written.Intercept, weighted.Intercept, 9);
    }

    [Theory]
    [InlineData(CalibrationMethod.Platt)]
    [InlineData(CalibrationMethod.Beta)]
    public void A_ranking_the_wrong_way_round_is_not_turned_round(CalibrationMethod method)
    {
        var (x, y) = Simulate(3000, v => -v - 1, 3);

        var calibrator = CalibratorFitter.Fit(method, x, y);

        Assert.True(calibrator.Calibrate(2) > calibrator.Calibrate(-2));
        Assert.Equal(y.Average(l => (double)l), x.Average(calibrator.Calibrate), 0.01);
    }

    [Theory]
    [InlineData(CalibrationMethod.Platt)]
    [InlineData(CalibrationMethod.Beta)]
    [InlineData(CalibrationMethod.Isotonic)]
    public void One_class_one_row_and_no_rows_are_fitted(CalibrationMethod method)
    {
        foreach (var (x, y) in ((double[], byte[])[])[([], []), ([0.5], [1]), ([0.5, 0.5], [1, 0]), ([-1, 2, 3], [0, 0, 0]), ([-5, 5], [1, 1])])
            Assert.InRange(CalibratorFitter.Fit(method, x, y).Calibrate(0.3), 1e-6, 1 - 1e-6);
    }

    [Fact]
    public void Separated_classes_give_a_finite_slope()
    {
        var platt = (PlattCalibrator)CalibratorFitter.Fit(CalibrationMethod.Platt, [-2, -1, 1, 2], [0, 0, 1, 1]);

        Assert.InRange(platt.Slope, 0.1, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Honest_log_odds_are_left_alone(ulong seed)
    {
        var (x, y) = Simulate(4000, v => v, 10 + seed);

        Assert.Equal(CalibrationMethod.None, CalibratorFitter.Choose(x, y, [], seed).Calibrator.Kind);
    }

    [Fact]
    public void Overconfident_log_odds_get_a_line()
    {
        var (x, y) = Simulate(5000, v => 0.5 * v, 20);

        var choice = CalibratorFitter.Choose(x, y, [], 1);

        Assert.Equal(CalibrationMethod.Platt, choice.Calibrator.Kind);
        Assert.True(choice.Candidates[1].Gain > choice.Candidates[1].GainError);
        Assert.Equal([CalibrationMethod.None, CalibrationMethod.Platt, CalibrationMethod.Beta, CalibrationMethod.Isotonic], choice.Candidates.Select(c => c.Method));
    }

    [Fact]
    public void A_curve_no_line_can_follow_gets_isotonic()
    {
        var (x, y) = Simulate(20_000, v => v < -1 ? -3 : v < 1 ? 0 : 3, 21);

        Assert.Equal(CalibrationMethod.Isotonic, CalibratorFitter.Choose(x, y, [], 1).Calibrator.Kind);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(49, 2)]
    [InlineData(99, 3)]
    [InlineData(100, 4)]
    public void Few_positives_allow_simple_methods_only(int positives, int candidates)
    {
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => i % 17 - 8.0)];
        byte[] y = [.. Enumerable.Range(0, 1000).Select(i => i < positives ? (byte)1 : (byte)0)];

        Assert.Equal(candidates, CalibratorFitter.Choose(x, y, [], 1).Candidates.Count);
    }

    [Fact]
    public void The_same_seed_chooses_the_same_to_the_bit()
    {
        var (x, y) = Simulate(3000, v => 0.7 * v, 30);
        int[] groups = [.. Enumerable.Range(0, 3000).Select(i => i / 3)];

        Assert.Equal(CalibratorFitter.Choose(x, y, groups, 9).Candidates, CalibratorFitter.Choose(x, y, groups, 9).Candidates);
        Assert.NotEqual(CalibratorFitter.Choose(x, y, groups, 9).Candidates, CalibratorFitter.Choose(x, y, [], 9).Candidates);
    }

    [Fact]
    public void Merging_neighbours_of_many_rows_hardly_moves_a_fit()
    {
        var (x, y) = Simulate(3 * CalibrationCells.MaxCells, v => 0.8 * v + 0.3, 31);
        var merged = CalibrationCells.Build(x, y, [], CalibrationCells.Order(x));

        var platt = PlattCalibrator.Fit(merged);

        Assert.InRange(merged.Count, CalibrationCells.MaxCells - 10, CalibrationCells.MaxCells + 10);
        Assert.Equal(x.Length, merged.TotalPositive + merged.TotalNegative);
        Assert.Equal(y.Average(l => (double)l), x.Average(platt.Calibrate), 1e-4);
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        Assert.Throws<ArgumentException>(() => CalibratorFitter.Fit(CalibrationMethod.Platt, [1.0], [0, 1]));
        Assert.Throws<ArgumentException>(() => CalibratorFitter.Fit(CalibrationMethod.Platt, [double.NaN], [0]));
        Assert.Throws<ArgumentException>(() => CalibratorFitter.Fit(CalibrationMethod.Platt, [1.0], [3]));
        Assert.Throws<ArgumentException>(() => CalibratorFitter.Fit(CalibrationMethod.Platt, [1.0], [1], [-1.0]));
    }

    static (double[] LogOdds, byte[] Labels) Simulate(int rows, Func<double, double> truth, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => 2 * random.NextNormal())];
        return (x, [.. x.Select(v => random.NextDouble() < PortableMath.Sigmoid(truth(v)) ? (byte)1 : (byte)0)]);
    }
}
