using LeadPredict.Calibration;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Calibration;

public class BaseRateShiftTests
{
    [Fact]
    public void Many_outcomes_move_the_level_nearly_all_the_way()
    {
        var fit = Made(seed: 1, rows: 5000, shift: 1);

        Assert.Equal(1, fit.Shift, 0.1);
        Assert.True(fit.IsSure);
        Assert.InRange(fit.Slope, 0.85, 1.15);
    }

    [Fact]
    public void Twenty_outcomes_do_not_overreact()
    {
        double error = 0, raw = 0;
        var sure = 0;
        for (var seed = 1; seed <= 200; seed++)
        {
            var fit = Made((ulong)seed, rows: 20, shift: 0, level: 0);
            (error, raw) = (error + fit.Shift * fit.Shift, raw + fit.Estimate * fit.Estimate);
            if (fit.IsSure) sure++;
        }

        Assert.True(error < 0.65 * raw);
        Assert.True(sure < 20);
    }

    [Fact]
    public void A_slope_needs_many_outcomes()
    {
        Assert.Equal(1, Made(seed: 1, rows: 300, shift: 0, slope: 0.4).Slope);
        Assert.Equal(0.5, Made(seed: 1, rows: 20_000, shift: 0, slope: 0.5).Slope, 0.08);
    }

    [Fact]
    public void Four_outcomes_of_a_kind_are_too_few()
    {
        byte[] labels = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        var fit = BaseRateShift.Fit([.. labels.Select(_ => 0.1)], labels, labels.Length);

        Assert.False(fit.HasEnough || fit.IsSure);
        Assert.Equal((0, 1), (fit.Shift, fit.Slope));
    }

    [Fact]
    public void Leads_of_one_account_say_less()
    {
        var alone = Made(seed: 3, rows: 400, shift: 0.5);
        var together = Made(seed: 3, rows: 400, shift: 0.5, worth: 40);

        Assert.True(together.High - together.Low > 2.5 * (alone.High - alone.Low));
        Assert.True(together.Shift < alone.Shift);
    }

    [Fact]
    public void A_shifted_calibrator_is_written_and_read_and_two_shifts_are_one()
    {
        var once = new ShiftedCalibrator(new PlattCalibrator(1.2, -0.3), 0.8, 0.5);
        var twice = new ShiftedCalibrator(once, 1.5, -1);
        var memory = new MemoryStream();
        twice.Write(new BinaryWriter(memory));
        memory.Position = 0;
        var read = Assert.IsType<ShiftedCalibrator>(Calibrator.Read(new BinaryReader(memory)));

        Assert.IsType<PlattCalibrator>(read.Inner);
        Assert.Equal(PortableMath.Sigmoid(1.5 * (0.8 * (1.2 * 0.7 - 0.3) + 0.5) - 1), read.Calibrate(0.7), 9);
        Assert.Equal(twice.Calibrate(0.7), read.Calibrate(0.7));
    }

    // Outcomes whose true log-odds are slope times what the model says plus shift.
    static BaseRateShift Made(ulong seed, int rows, double shift, double slope = 1, double level = -1.2, double? worth = null)
    {
        var random = new DeterministicRandom(seed);
        var probabilities = new double[rows];
        var labels = new byte[rows];
        for (var i = 0; i < rows; i++)
        {
            var z = level + 1.2 * random.NextNormal();
            probabilities[i] = PortableMath.Sigmoid(z);
            labels[i] = random.NextDouble() < PortableMath.Sigmoid(slope * z + shift) ? (byte)1 : (byte)0;
        }
        return BaseRateShift.Fit(probabilities, labels, worth ?? rows);
    }
}
