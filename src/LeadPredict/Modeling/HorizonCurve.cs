using LeadPredict.Calibration;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>
/// How the probability of becoming an SQL within the model's horizon comes about over shorter horizons. In each period the chance to succeed, for who has
/// not yet, is a logistic function of the lead's probability (the discrete-time hazard of Cox 1972 and Singer and Willett 1993); the shares of the
/// periods, times the probability, are the answers. So they rise with the horizon and end in the probability itself. Immutable, thread safe.
/// </summary>
public sealed class HorizonCurve
{
    /// <summary>A curve has at most so many horizons.</summary>
    public const int MostHorizons = 100;

    // Beyond it a share of the way changes no more.
    const double MostLogOdds = 30;
    readonly double[] _days, _intercepts, _slopes;

    internal HorizonCurve(double[] days, double[] intercepts, double[] slopes)
    {
        _days = days;
        _intercepts = intercepts;
        _slopes = slopes;
    }

    /// <summary>The horizons in days, ascending; the last is the model's own.</summary>
    public ReadOnlySpan<double> Days => _days;
    internal ReadOnlySpan<double> Intercepts => _intercepts;
    internal ReadOnlySpan<double> Slopes => _slopes;

    /// <summary>The probabilities of all horizons, of a lead whose probability within the last one is <paramref name="probability"/>. Allocates nothing.</summary>
    /// <param name="probabilitiesOut">As long as <see cref="Days"/>.</param>
    public void Probabilities(double probability, Span<double> probabilitiesOut)
    {
        if (probabilitiesOut.Length != _days.Length) throw new ArgumentException("There must be one place for each horizon.", nameof(probabilitiesOut));
        var z = LogOdds(probability);
        double left = 1, done = 0;
        for (var k = 0; k < probabilitiesOut.Length; k++)
        {
            var step = left * PortableMath.Sigmoid(_intercepts[k] + _slopes[k] * z);
            done += step;
            left -= step;
            probabilitiesOut[k] = done;
        }
        for (var k = 0; k + 1 < probabilitiesOut.Length; k++) probabilitiesOut[k] = Math.Min(probability, probability * (probabilitiesOut[k] / done));
        probabilitiesOut[^1] = probability;
    }

    /// <summary>Fits the hazards.</summary>
    /// <param name="probabilities">Held-out probabilities within the last horizon, of leads of any age.</param>
    /// <param name="waits">Days from creation to success; NaN without success so far, or ever. Who was turned down stays without.</param>
    /// <param name="ages">Days for which each lead was looked at. A lead counts in the periods that it was looked at to their end.</param>
    public static HorizonCurve Fit(IReadOnlyList<double> days, double[] probabilities, double[] waits, double[] ages)
    {
        var (intercepts, slopes) = (new double[days.Count], new double[days.Count]);
        for (var k = 0; k < days.Count; k++)
        {
            var (from, to) = (k == 0 ? double.NegativeInfinity : days[k - 1], days[k]);
            List<double> logOdds = [];
            List<byte> labels = [];
            for (var i = 0; i < probabilities.Length; i++)
            {
                if (ages[i] < to || waits[i] <= from) continue;
                logOdds.Add(LogOdds(probabilities[i]));
                labels.Add(waits[i] <= to ? (byte)1 : (byte)0);
            }
            var line = (PlattCalibrator)CalibratorFitter.Fit(CalibrationMethod.Platt, [.. logOdds], [.. labels]);
            (intercepts[k], slopes[k]) = (line.Intercept, line.Slope);
        }
        return new([.. days], intercepts, slopes);
    }

    static double LogOdds(double probability) => Math.Clamp(PortableMath.Logit(probability), -MostLogOdds, MostLogOdds);
}
