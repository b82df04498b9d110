using LeadPredict.Numerics;

namespace LeadPredict.Calibration;

/// <summary>
/// How far a few newer outcomes say that probabilities are off: one shift of all log-odds, and with many outcomes a slope too. Both are drawn back towards
/// no change by as much as they are unsure: a normal prior whose variance is the estimate's square less its own error (the positive-part rule of James
/// and Stein 1961), so that twenty outcomes move little and two thousand nearly all the way. Immutable.
/// </summary>
/// <param name="Rows">Outcomes looked at.</param>
/// <param name="Positives">How many of them are positive.</param>
/// <param name="Estimate">The shift that fits best, in log-odds.</param>
/// <param name="Low">Lower end of its 95% interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Shift">The shift to apply, with <paramref name="Slope"/>: log-odds become slope times log-odds plus shift.</param>
/// <param name="Slope">1 unless there are many outcomes that surely say otherwise.</param>
public sealed record BaseRateShift(int Rows, int Positives, double Estimate, double Low, double High, double Shift, double Slope)
{
    const double Z95 = 1.959963984540054;
    const int Steps = 100;
    const int LeastOfClass = 5, LeastOfClassForSlope = 200;

    /// <summary>At least five outcomes of each kind.</summary>
    public bool HasEnough => Math.Min(Positives, Rows - Positives) >= LeastOfClass;

    /// <summary>Whether the outcomes surely say that something is off.</summary>
    public bool IsSure => HasEnough && (Low > 0 || High < 0 || Slope != 1);

    /// <summary>Fits the shift.</summary>
    /// <param name="probabilities">As the model gives them, length n.</param>
    /// <param name="labels">Outcomes 0 and 1, length n.</param>
    /// <param name="worth">How many independent leads these are worth, at most n.</param>
    public static BaseRateShift Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, double worth)
    {
        if (probabilities.Length != labels.Length) throw CalibrationErrors.LengthsDiffer(nameof(labels), probabilities.Length, labels.Length);
        var positives = 0;
        foreach (var label in labels) positives += label;
        var logOdds = new double[probabilities.Length];
        for (var i = 0; i < logOdds.Length; i++) logOdds[i] = PortableMath.Logit(Math.Clamp(probabilities[i], 1e-9, 1 - 1e-9));
        var none = new BaseRateShift(labels.Length, positives, 0, double.NegativeInfinity, double.PositiveInfinity, 0, 1);
        if (!none.HasEnough) return none;

        // Leads of one account tell less than as many of several.
        var share = Math.Clamp(worth / labels.Length, 1e-6, 1);
        var (estimate, information) = Newton(logOdds, labels, 0, share);
        var error = Math.Sqrt(1 / information);
        var slope = Math.Min(positives, labels.Length - positives) * share >= LeastOfClassForSlope ? SureSlope(logOdds, labels, estimate, share) : 1;
        var moved = logOdds;
        if (slope != 1) moved = Array.ConvertAll(logOdds, z => slope * z);
        var (best, bestInformation) = slope == 1 ? (estimate, information) : Newton(moved, labels, 0, share);
        var variance = best * best - 1 / bestInformation;
        var shift = variance <= 0 ? 0 : Newton(moved, labels, 1 / variance, share).Shift;
        return none with { Estimate = estimate, Low = estimate - Z95 * error, High = estimate + Z95 * error, Shift = shift, Slope = slope };
    }

    // The shift under a normal prior of this precision, and the information of the outcomes alone.
    static (double Shift, double Information) Newton(double[] logOdds, ReadOnlySpan<byte> labels, double precision, double share)
    {
        var shift = 0.0;
        for (var step = 0; ; step++)
        {
            double slope = -precision * shift, information = 0;
            for (var i = 0; i < logOdds.Length; i++)
            {
                var p = PortableMath.Sigmoid(logOdds[i] + shift);
                slope += share * (labels[i] - p);
                information += share * p * (1 - p);
            }
            var move = Math.Clamp(slope / (information + precision + 1e-12), -1, 1);
            if (Math.Abs(move) < 1e-10 || step == Steps) return (shift, information + 1e-12);
            shift += move;
        }
    }

    // Platt's slope, drawn towards 1 and taken only where its interval leaves out 1.
    static double SureSlope(double[] logOdds, ReadOnlySpan<byte> labels, double start, double share)
    {
        double shift = start, slope = 1, error = double.PositiveInfinity;
        for (var step = 0; step < Steps; step++)
        {
            double g0 = 0, g1 = 0, h00 = 1e-12, h01 = 0, h11 = 1e-12;
            for (var i = 0; i < logOdds.Length; i++)
            {
                var p = PortableMath.Sigmoid(slope * logOdds[i] + shift);
                var (gap, weight) = (share * (labels[i] - p), share * p * (1 - p));
                g0 += gap;
                g1 += gap * logOdds[i];
                h00 += weight;
                h01 += weight * logOdds[i];
                h11 += weight * logOdds[i] * logOdds[i];
            }
            var determinant = h00 * h11 - h01 * h01;
            if (!(determinant > 0)) return 1;
            error = Math.Sqrt(h00 / determinant);
            var (move0, move1) = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant);
            shift += Math.Clamp(move0, -1, 1);
            slope += Math.Clamp(move1, -0.5, 0.5);
            if (Math.Abs(move0) + Math.Abs(move1) < 1e-9) break;
        }
        var off = slope - 1;
        if (!double.IsFinite(slope) || Math.Abs(off) < Z95 * error) return 1;
        var drawn = 1 + off * Math.Max(0, 1 - error * error / (off * off));
        return drawn > 0.05 ? drawn : 1;
    }
}
