using LeadPredict.Calibration;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>
/// Two models' log-odds for leads that neither has seen, one of them made from a part of the other's leads.
/// </summary>
/// <param name="Whole">Of the model made from all training leads.</param>
/// <param name="Part">Of the model made from a part of them.</param>
/// <param name="Ratio">Training leads of the whole over those of the part, above 1.</param>
/// <param name="Ship">Training leads of the model that ships over those of the whole, 1 or more.</param>
sealed record ModelPair(double[] Whole, double[] Part, double Ratio, double Ship);

/// <summary>
/// Works out how far a lead's own chance may lie from its probability. Three things part them, independent of one another, so that their variances add,
/// in log-odds:
/// <code>
/// level    what leads of this probability do      Venn-Abers block of held-out leads, with its binomial (Wilson) uncertainty
/// model    what more leads would have taught       distance of models from all and from a part of the leads (Hausman 1978)
/// account  what no column says of the account      how leads of one account succeed and fail together in held-out predictions
/// </code>
/// </summary>
static class LeadIntervalFitter
{
    const int Knots = 201;
    const int MostBands = 10;
    const int LeastRowsOfBand = 50;
    const double Normal95 = 1.959963984540054;
    const double LargestLogOdds = 12;
    /// <summary>Where accounts' leads stop counting in full: their common quality is worth that much variance of log-odds.</summary>
    const double UsualAccountVariance = 0.25;
    const double MostAccountVariance = 4;
    /// <summary>Variance of the leads' true log-odds before anything is known: that of an AUC of about 0.8.</summary>
    const double UsualSignal = 1.5;

    /// <param name="probabilities">Held-out calibrated probabilities, length n, at least 1.</param>
    /// <param name="labels">Outcomes 0 and 1, length n.</param>
    /// <param name="groups">Account of each lead; a negative number is an account of its own.</param>
    /// <param name="pair">Two models' log-odds, or null where no second model could be made.</param>
    /// <param name="columns">Columns that the model looks at.</param>
    /// <param name="rows">Leads that the model which ships is made from.</param>
    public static LeadIntervals Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups, ModelPair? pair, int columns, int rows)
    {
        var level = new LevelUncertainty(probabilities, labels, groups);
        var account = AccountVariance(probabilities, labels, groups);
        var model = pair is null ? null : new ModelUncertainty(pair);
        var least = LeastModelVariance(probabilities, columns, rows);

        var knots = KnotsOf(probabilities);
        var (low, high) = (new double[knots.Length], new double[knots.Length]);
        for (var k = 0; k < knots.Length; k++)
        {
            var z = PortableMath.Logit(Math.Clamp(knots[k], 1e-9, 1 - 1e-9));
            var (down, up) = level.At(knots[k]);
            var own = account + Math.Max(least, model?.At(z) ?? 0);
            // The mean of chances that scatter in log-odds is nearer to a half than their middle is: p is their mean, and the middle is this.
            var middle = z - own * (0.5 - knots[k]);
            low[k] = Math.Min(knots[k], PortableMath.Sigmoid(middle - Math.Sqrt(down * down + Normal95 * Normal95 * own)));
            high[k] = Math.Max(knots[k], PortableMath.Sigmoid(middle + Math.Sqrt(up * up + Normal95 * Normal95 * own)));
        }
        // Neighbouring leads of a rising truth: an interval's ends may not fall. The wider end wins.
        for (var k = 1; k < high.Length; k++) high[k] = Math.Max(high[k], high[k - 1]);
        for (var k = low.Length - 2; k >= 0; k--) low[k] = Math.Min(low[k], low[k + 1]);
        return new LeadIntervals(knots, low, high);
    }

    /// <summary>
    /// What no model can have learned yet: with few leads two models agree because neither dares to part leads. The variance that is left of a linear
    /// model's log-odds when the leads differ by <see cref="UsualSignal"/>, spread evenly over the columns, after so much information (the sum of
    /// p (1 - p)): Bayes' rule for a normal prior. It vanishes as leads grow many.
    /// </summary>
    static double LeastModelVariance(ReadOnlySpan<double> probabilities, int columns, int rows)
    {
        var information = 0.0;
        foreach (var p in probabilities) information += p * (1 - p);
        information *= (double)rows / probabilities.Length;
        return UsualSignal / (1 + UsualSignal * information / Math.Max(1, columns));
    }

    // Half at equal ranks and half at equal steps of log-odds: where the leads are, and where they are few.
    static double[] KnotsOf(ReadOnlySpan<double> probabilities)
    {
        var sorted = probabilities.ToArray();
        Array.Sort(sorted);
        double from = Clamped(sorted[0]), to = Clamped(sorted[^1]);
        var knots = new SortedSet<double>();
        for (var k = 0; k < Knots; k++)
        {
            var share = k / (Knots - 1.0);
            knots.Add(sorted[(int)Math.Round(share * (sorted.Length - 1))]);
            knots.Add(PortableMath.Sigmoid(from + (to - from) * share));
        }
        return [.. knots];

        static double Clamped(double p) => Math.Clamp(PortableMath.Logit(p), -LargestLogOdds, LargestLogOdds);
    }

    /// <summary>
    /// Variance, in log-odds, of what leads of an account have in common beyond their columns: products of residuals of two leads of one account over
    /// what a variance of 1 would make of them. Accounts with many leads count less for each. One standard error is added, since too few accounts may
    /// show too little; 0 where no account has two leads.
    /// </summary>
    internal static double AccountVariance(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups)
    {
        var sums = new Dictionary<int, (double R, double R2, double V, double V2)>();
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i] < 0) continue;
            double r = labels[i] - probabilities[i], v = probabilities[i] * (1 - probabilities[i]);
            var s = sums.GetValueOrDefault(groups[i]);
            sums[groups[i]] = (s.R + r, s.R2 + r * r, s.V + v, s.V2 + v * v);
        }
        double seen = 0, unit = 0;
        foreach (var (r, r2, v, v2) in sums.Values)
        {
            var weight = 1 / (1 + UsualAccountVariance * v);
            seen += weight * weight * (r * r - r2);
            unit += weight * weight * (v * v - v2);
        }
        if (!(unit > 0)) return 0;
        var variance = seen / unit;
        double squares = 0;
        foreach (var (r, r2, v, v2) in sums.Values)
        {
            var weight = 1 / (1 + UsualAccountVariance * v);
            var apart = weight * weight * (r * r - r2 - variance * (v * v - v2));
            squares += apart * apart;
        }
        return Math.Clamp(variance + Math.Sqrt(squares) / unit, 0, MostAccountVariance);
    }

    /// <summary>How far the rate of leads of a probability may lie from it, in log-odds, downwards and upwards.</summary>
    sealed class LevelUncertainty
    {
        readonly VennAbers _vennAbers;
        readonly double[] _predicted, _positives;
        readonly int _leastRows;
        readonly double _together;

        public LevelUncertainty(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups)
        {
            _vennAbers = VennAbers.Fit(probabilities, labels);
            var sorted = probabilities.ToArray();
            var outcomes = labels.ToArray();
            Array.Sort(sorted, outcomes);
            _predicted = new double[sorted.Length + 1];
            _positives = new double[sorted.Length + 1];
            for (var i = 0; i < sorted.Length; i++)
            {
                _predicted[i + 1] = _predicted[i] + sorted[i];
                _positives[i + 1] = _positives[i] + outcomes[i];
            }
            // The size that blocks have by themselves; one that is smaller is so by luck.
            _leastRows = Math.Max(1, (int)PortableMath.Exp(2.0 / 3 * PortableMath.Log(sorted.Length)));
            _together = Together(probabilities, labels, groups);
        }

        public (double Down, double Up) At(double probability)
        {
            var (low, saidLow) = Rate(_vennAbers.Merge(probability, 0), 0);
            var (high, saidHigh) = Rate(_vennAbers.Merge(probability, 1), 1);
            return (Math.Max(0, saidLow - low), Math.Max(0, high - saidHigh));
        }

        // Log-odds of one end of the block's rate, and of what was said of its leads.
        (double Rate, double Said) Rate(VennAbersBlock block, int outcome)
        {
            var (from, to) = (block.From, block.To);
            var lacking = _leastRows - (to - from);
            if (lacking > 0) (from, to) = (Math.Max(0, from - lacking / 2), Math.Min(_predicted.Length - 1, to + lacking / 2));
            var rows = to - from + 1.0;
            var middle = rows > 1 ? (_predicted[to] - _predicted[from]) / (to - from) : 0.5;
            var (low, high) = Wilson((_positives[to] - _positives[from] + outcome) / rows, rows / _together);
            return (LogOdds(outcome == 0 ? low : high), LogOdds(middle));
        }

        static double LogOdds(double p) => Math.Clamp(PortableMath.Logit(p), -LargestLogOdds, LargestLogOdds);

        // How much more the sums of accounts scatter than their leads apart.
        static double Together(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups)
        {
            var sums = new Dictionary<int, double>();
            double apart = 0, together = 0;
            for (var i = 0; i < labels.Length; i++)
            {
                var residual = labels[i] - probabilities[i];
                apart += residual * residual;
                if (groups.IsEmpty || groups[i] < 0) together += residual * residual;
                else sums[groups[i]] = sums.GetValueOrDefault(groups[i]) + residual;
            }
            foreach (var sum in sums.Values) together += sum * sum;
            return apart > 0 ? Math.Max(1, together / apart) : 1;
        }

        // Wilson 1927.
        static (double Low, double High) Wilson(double rate, double rows)
        {
            var z2 = Normal95 * Normal95;
            var centre = rate + z2 / (2 * rows);
            var half = Normal95 * Math.Sqrt(rate * (1 - rate) / rows + z2 / (4 * rows * rows));
            return (Math.Max(0, (centre - half) / (1 + z2 / rows)), Math.Min(1, (centre + half) / (1 + z2 / rows)));
        }
    }

    /// <summary>
    /// Variance of the model's error in log-odds. Where what more leads add is independent of what was known, the squared distance of two models is what
    /// the smaller one's squared error is larger. Squared errors are taken to fall as 1 / sqrt(leads), slower than the 1 / leads of a model whose form is
    /// known: so do learning curves of trees, and with it the intervals cover the truth of generated leads (results/calibration.md).
    /// </summary>
    sealed class ModelUncertainty
    {
        readonly double[] _centres, _variances;

        public ModelUncertainty(ModelPair pair)
        {
            var z = (double[])pair.Whole.Clone();
            var squares = new double[z.Length];
            var scale = (Math.Sqrt(pair.Ratio) - 1) * Math.Sqrt(pair.Ship);
            for (var i = 0; i < z.Length; i++) squares[i] = (pair.Whole[i] - pair.Part[i]) * (pair.Whole[i] - pair.Part[i]) / scale;
            Array.Sort(z, squares);
            var bands = Math.Clamp(z.Length / LeastRowsOfBand, 1, MostBands);
            _centres = new double[bands];
            _variances = new double[bands];
            for (var band = 0; band < bands; band++)
            {
                int from = (int)((long)band * z.Length / bands), to = (int)((long)(band + 1) * z.Length / bands);
                for (var i = from; i < to; i++)
                {
                    _centres[band] += z[i] / (to - from);
                    _variances[band] += squares[i] / (to - from);
                }
            }
        }

        public double At(double z)
        {
            var right = 0;
            while (right < _centres.Length && _centres[right] < z) right++;
            if (right == 0) return _variances[0];
            if (right == _centres.Length) return _variances[^1];
            var share = (z - _centres[right - 1]) / (_centres[right] - _centres[right - 1]);
            return _variances[right - 1] + (_variances[right] - _variances[right - 1]) * share;
        }
    }
}
