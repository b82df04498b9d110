using LeadPredict.Calibration;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Calibration;

public class ProbabilityPathTests
{
    public static TheoryData<CalibrationMethod> Methods => [CalibrationMethod.None, CalibrationMethod.Platt, CalibrationMethod.Beta, CalibrationMethod.Isotonic];

    static Calibrator Make(CalibrationMethod method) => method switch
    {
        CalibrationMethod.None => IdentityCalibrator.Instance,
        CalibrationMethod.Platt => new PlattCalibrator(0.8, 0.3),
        CalibrationMethod.Beta => new BetaCalibrator(0.7, 1.3, 0.1),
        _ => new IsotonicCalibrator([-3, -1, -0.9, 2], [-2.5, -2, 0, 1]),
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void Parts_sum_to_the_change_of_probability(CalibrationMethod method)
    {
        var calibrator = Make(method);
        var random = new DeterministicRandom(1);
        for (var i = 0; i < 500; i++)
        {
            double[] parts = [random.NextNormal(), random.NextNormal(), i % 5 == 0 ? 0 : random.NextNormal(), 1e-7 * random.NextNormal()];
            var from = random.NextNormal();
            var path = new ProbabilityPath(calibrator, from, from + parts.Sum());

            Assert.Equal(calibrator.Calibrate(from + parts.Sum()) - calibrator.Calibrate(from), parts.Sum(path.Of), 1e-12);
            Assert.All(parts, part => Assert.True(path.Of(part) * part >= 0));
        }
    }

    [Fact]
    public void Parts_that_cancel_move_the_probability_by_the_curves_slope()
    {
        var path = new ProbabilityPath(IdentityCalibrator.Instance, 0, 1e-15);

        Assert.Equal(0.25 * 2, path.Of(2), 1e-6);
        Assert.Equal(0, path.Of(2) + path.Of(-2), 1e-15);
    }
}
