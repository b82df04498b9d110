using LeadPredict.Calibration;
using LeadPredict.Numerics;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Calibration;

public class CalibratorTests
{
    static readonly CalibrationMethod[] s_methods = [.. Enum.GetValues<CalibrationMethod>().Where(m => m != CalibrationMethod.Shifted)];

    [Fact]
    public void No_calibrator_reverses_a_ranking()
    {
        var random = new DeterministicRandom(1);
        foreach (var calibrator in Fitted())
        {
            // Extremes, every magnitude between, the seams of exp and log, and each value's very next neighbours.
            var x = new List<double> { double.NegativeInfinity, double.MinValue, -1e6, -745.2, -709.9, -36.0001, -36, -35.9999, 0, 36, 709.9, 1e6, double.MaxValue, double.PositiveInfinity };
            for (var i = 0; i < 20_000; i++)
            {
                var value = i % 4 == 0 ? 1e6 * random.NextNormal() : i % 4 == 1 ? 12 * random.NextNormal() : 60 * (random.NextDouble() - 0.5);
                if (i % 4 == 3) value = Math.Round(value) * 0.34657359027997264;
                x.AddRange([Math.BitDecrement(value), value, Math.BitIncrement(value), value + 1e-12, value + 1e-9]);
            }
            x.Sort();

            var last = 0.0;
            foreach (var value in x)
            {
                var p = calibrator.Calibrate(value);
                Assert.True(p >= last && p <= 1, $"{calibrator.Method} falls at {value:R}");
                last = p;
            }
        }
    }

    [Fact]
    public void Missing_stays_missing()
    {
        foreach (var calibrator in Fitted()) Assert.True(double.IsNaN(calibrator.Calibrate(double.NaN)));
    }

    [Fact]
    public void Spans_give_what_single_values_give()
    {
        double[] x = [-3, double.NaN, 0.25, 1e6];
        foreach (var calibrator in Fitted())
        {
            var p = new double[4];
            calibrator.Calibrate(x, p);

            Assert.Equal(x.Select(calibrator.Calibrate), p);
        }
        Assert.Throws<ArgumentException>(() => IdentityCalibrator.Instance.Calibrate(x, new double[3]));
    }

    [Theory]
    [InlineData(-40)]
    [InlineData(-1.7)]
    [InlineData(0)]
    [InlineData(3.3)]
    public void None_is_the_logistic_function(double x) =>
        Assert.Equal(1, IdentityCalibrator.Instance.Calibrate(x) * (1 + Math.Exp(-x)), 11);

    [Fact]
    public void Beta_with_equal_slopes_is_a_line()
    {
        var beta = new BetaCalibrator(0.7, 0.7, -0.4);
        var platt = new PlattCalibrator(0.7, -0.4);

        foreach (var x in (double[])[-20, -1, 0, 0.5, 8]) Assert.Equal(platt.Calibrate(x), beta.Calibrate(x), 12);
    }

    [Fact]
    public void Bytes_read_back_to_the_same_calibrator()
    {
        foreach (var calibrator in Fitted())
        {
            var bytes = Bytes(calibrator);

            var read = Read(bytes);

            Assert.Equal(calibrator.Kind, read.Kind);
            Assert.Equal(bytes, Bytes(read));
            Assert.Equal(calibrator.Calibrate(0.123), read.Calibrate(0.123));
        }
    }

    [Fact]
    public void Bytes_cut_anywhere_are_refused()
    {
        foreach (var calibrator in Fitted())
        {
            var bytes = Bytes(calibrator);
            for (var length = 0; length < Math.Min(bytes.Length, 200); length++)
                Assert.Throws<InvalidDataException>(() => Read(bytes[..length]));
        }
    }

    [Fact]
    public void Bytes_that_are_no_rising_curve_are_refused()
    {
        Refused("tag 9", 9);
        Refused("slope", 1, -1.0, 0.0);
        Refused("slope is not a finite number", 1, double.NaN, 0.0);
        Refused("not both 0", 2, 0.0, 0.0, 1.0);
        Refused("must rise", 3, 2, 0.0, 1.0, 0.5, 0.4);
        Refused("must rise", 3, 2, 1.0, 1.0, 0.5, 0.6);
        Refused("within ±700", 3, 1, 1.0, 1e6);
        Refused("0 points", 3, 0);
        Refused("-5 points", 3, -5);
        Refused("1000001 points", 3, 1_000_001);
        Refused("end too early", 3, 1_000_000, 1.0);
    }

    [Fact]
    public void Isotonic_steps_equal_their_slow_twin()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var random = new DeterministicRandom(seed);
            double[] x = [.. Enumerable.Range(0, 40).Select(i => i / 4.0)];
            byte[] y = [.. x.Select(v => random.NextDouble() < 0.1 + 0.08 * v ? (byte)1 : (byte)0)];
            var slow = SlowIsotonic.Fit([.. y.Select(l => (double)l)]);

            var steps = IsotonicCalibrator.RisingSteps(CalibrationCells.Build(x, y, [], CalibrationCells.Order(x)));

            Assert.Equal(slow.GroupBy(rate => Math.Round(rate, 9)).Select(step => (double)step.Count()), steps.Select(s => s.Weight));
            var fast = steps.SelectMany(s => Enumerable.Repeat(s.Positive / s.Weight, (int)s.Weight)).ToArray();
            for (var i = 0; i < slow.Length; i++) Assert.Equal(slow[i], fast[i], 12);
        }
    }

    [Fact]
    public void Isotonic_passes_through_the_centre_of_each_step()
    {
        // Rates 1/4, 1/2 and 2/3, already rising; the row in the middle of a step has the step's rate.
        double[] x = [0, 0, 0, 0, 1, 1, 3, 3, 3];
        byte[] y = [0, 0, 1, 0, 1, 0, 1, 1, 0];

        var calibrator = CalibratorFitter.Fit(CalibrationMethod.Isotonic, x, y);

        Assert.Equal(0.25, calibrator.Calibrate(0), 11);
        Assert.Equal(0.5, calibrator.Calibrate(1), 11);
        Assert.Equal(2 / 3.0, calibrator.Calibrate(3), 11);
        Assert.InRange(calibrator.Calibrate(2), 0.57, 0.6);
    }

    [Fact]
    public void Isotonic_is_never_certain_and_rarely_ties()
    {
        double[] x = [.. Enumerable.Range(0, 200).Select(i => (i - 100) / 10.0)];
        byte[] y = [.. x.Select(v => v > 0 ? (byte)1 : (byte)0)];

        var calibrator = CalibratorFitter.Fit(CalibrationMethod.Isotonic, x, y);
        var p = x.Select(calibrator.Calibrate).ToArray();

        Assert.InRange(calibrator.Calibrate(-1e6), 0.001, 0.05);
        Assert.InRange(calibrator.Calibrate(1e6), 0.95, 0.999);
        Assert.Equal(200, p.Distinct().Count());
    }

    static void Refused(string message, byte tag, params object[] numbers)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(tag);
        foreach (var number in numbers)
        {
            if (number is int whole) writer.Write(whole);
            else writer.Write((double)number);
        }
        var error = Assert.Throws<InvalidDataException>(() => Read(stream.ToArray()));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    static byte[] Bytes(Calibrator calibrator)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream)) calibrator.Write(writer);
        return stream.ToArray();
    }

    static Calibrator Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return Calibrator.Read(reader);
    }

    /// <summary>Each method fitted to ordinary, tiny, one-sided, huge and perfectly separated data, and some curves by hand.</summary>
    static List<Calibrator> Fitted()
    {
        List<Calibrator> all =
        [
            new PlattCalibrator(0.37, -1.2), new PlattCalibrator(1e-9, 3), new PlattCalibrator(25, 0),
            new BetaCalibrator(0, 1.3, 0.2), new BetaCalibrator(0.4, 0, -2), new BetaCalibrator(3.1, 0.01, 0), new BetaCalibrator(0, 1e9, 0),
            new IsotonicCalibrator([-1, 0.1, 0.1000001, 7], [-2, -2, 1.5, 1.6]),
        ];
        var random = new DeterministicRandom(8);
        foreach (var (rows, spread, shift) in ((int, double, double)[])[(2000, 2, 0), (3, 1, 0), (500, 1, -9), (500, 1e5, 0), (0, 1, 0)])
        {
            double[] x = [.. Enumerable.Range(0, rows).Select(_ => shift + spread * random.NextNormal())];
            byte[] y = [.. x.Select(v => random.NextDouble() < PortableMath.Sigmoid(0.5 * (v - shift)) ? (byte)1 : (byte)0)];
            all.AddRange(s_methods.Select(m => CalibratorFitter.Fit(m, x, y)));
        }
        all.AddRange([.. all.Select(c => new ShiftedCalibrator(c, 0.7, 1.3))]);
        return all;
    }
}
