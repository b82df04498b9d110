using LeadPredict.Numerics;

namespace LeadPredict.Calibration;

/// <summary>How one candidate did in <see cref="CalibratorFitter.Choose"/>.</summary>
/// <param name="Method">The candidate.</param>
/// <param name="LogLoss">Its mean log-loss on rows it was not fitted on, in nats; NaN when nothing was compared.</param>
/// <param name="Gain">How much lower that is than for the best simpler candidate, in nats a row; 0 for the first.</param>
/// <param name="GainError">One standard error of <paramref name="Gain"/>, from the paired differences of the rows.</param>
public sealed record CalibrationCandidate(CalibrationMethod Method, double LogLoss, double Gain, double GainError);

/// <summary>The calibrator chosen, fitted on all rows, and what it was chosen from, simplest first.</summary>
public sealed record CalibrationChoice(Calibrator Calibrator, IReadOnlyList<CalibrationCandidate> Candidates);

/// <summary>
/// Fits calibrators to log-odds of rows the ensemble was not trained on. The same input and seed give the same bits everywhere. Thread
/// safe.
/// </summary>
public static class CalibratorFitter
{
    const int Folds = 5;
    const int MinClassToCompare = 10;
    const int MinClassForBeta = 50;
    const int MinRowsForIsotonic = 1000;
    const int MinClassForIsotonic = 100;

    /// <summary>
    /// The curve of <paramref name="method"/> that fits best. <paramref name="logOdds"/>: finite, one a row; <paramref name="labels"/>:
    /// 0 or 1; <paramref name="weights"/>: at least 0, or empty for 1 each. Never fails on few rows or one class: then Platt and beta
    /// only move the level.
    /// </summary>
    /// <exception cref="ArgumentException">Lengths differ, log-odds are not finite, a label is not 0 or 1, a weight is below 0.</exception>
    public static Calibrator Fit(
        CalibrationMethod method, ReadOnlySpan<double> logOdds, ReadOnlySpan<byte> labels, ReadOnlySpan<double> weights = default)
    {
        Check(logOdds, labels, weights);
        return method == CalibrationMethod.None
            ? IdentityCalibrator.Instance
            : Fit(method, CalibrationCells.Build(logOdds, labels, weights, CalibrationCells.Order(logOdds)));
    }

    /// <summary>
    /// The simplest method that does well on rows it was not fitted on: by the log-loss of 5 inner folds a richer one (none, Platt, beta,
    /// isotonic) wins only when it is better than the best simpler one by more than a standard error of their paired difference.
    /// Below 10 rows of a class there is only none, below 50 only none and Platt; isotonic needs 1000 rows and 100 of each class.
    /// <paramref name="groups"/>: rows with the same number share a fold; a negative number is a group of its own; empty = no groups.
    /// </summary>
    /// <exception cref="ArgumentException">As in <see cref="Fit(CalibrationMethod, ReadOnlySpan{double}, ReadOnlySpan{byte}, ReadOnlySpan{double})"/>.</exception>
    public static CalibrationChoice Choose(ReadOnlySpan<double> logOdds, ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups, ulong seed)
    {
        Check(logOdds, labels, default);
        if (!groups.IsEmpty && groups.Length != logOdds.Length)
            throw CalibrationErrors.LengthsDiffer(nameof(groups), logOdds.Length, groups.Length);

        var methods = Candidates(labels);
        if (methods.Count == 1)
            return new CalibrationChoice(IdentityCalibrator.Instance, [new(CalibrationMethod.None, double.NaN, 0, 0)]);

        var order = CalibrationCells.Order(logOdds);
        var losses = CrossFittedLosses(methods, logOdds, labels, order, AssignFolds(labels, groups, seed));
        var candidates = new List<CalibrationCandidate>();
        var best = 0;
        for (var m = 0; m < methods.Count; m++)
        {
            var (gain, error) = m == 0 ? (0, 0) : PairedGain(losses[best], losses[m]);
            candidates.Add(new(methods[m], Mean(losses[m]), gain, error));
            if (gain > error) best = m;
        }
        var chosen = methods[best] == CalibrationMethod.None
            ? IdentityCalibrator.Instance
            : Fit(methods[best], CalibrationCells.Build(logOdds, labels, default, order));
        return new CalibrationChoice(chosen, candidates);
    }

    static Calibrator Fit(CalibrationMethod method, CalibrationCells cells) => method switch
    {
        CalibrationMethod.None => IdentityCalibrator.Instance,
        CalibrationMethod.Platt => PlattCalibrator.Fit(cells),
        CalibrationMethod.Beta => BetaCalibrator.Fit(cells),
        CalibrationMethod.Isotonic => IsotonicCalibrator.Fit(cells),
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    static List<CalibrationMethod> Candidates(ReadOnlySpan<byte> labels)
    {
        var positives = 0;
        foreach (var label in labels) positives += label;
        var smaller = Math.Min(positives, labels.Length - positives);

        List<CalibrationMethod> methods = [CalibrationMethod.None];
        if (smaller >= MinClassToCompare) methods.Add(CalibrationMethod.Platt);
        if (smaller >= MinClassForBeta) methods.Add(CalibrationMethod.Beta);
        if (smaller >= MinClassForIsotonic && labels.Length >= MinRowsForIsotonic) methods.Add(CalibrationMethod.Isotonic);
        return methods;
    }

    /// <summary>
    /// A fold for each row: rows dealt out in random order, each class on its own; with groups, the groups are dealt out.
    /// </summary>
    static byte[] AssignFolds(ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups, ulong seed)
    {
        var folds = new byte[labels.Length];
        var random = new DeterministicRandom(seed);
        var units = new List<List<int>>();
        var unitOfGroup = new Dictionary<int, int>();
        for (var row = 0; row < labels.Length; row++)
        {
            var group = groups.IsEmpty ? -1 : groups[row];
            if (group >= 0 && !unitOfGroup.TryAdd(group, units.Count))
                units[unitOfGroup[group]].Add(row);
            else
                units.Add([row]);
        }

        var order = new int[units.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        random.Shuffle<int>(order);
        var dealt = 0;
        for (byte withPositive = 0; withPositive <= 1; withPositive++)
        {
            foreach (var unit in order)
            {
                if (HoldsPositive(units[unit], labels) != (withPositive == 1)) continue;
                foreach (var row in units[unit]) folds[row] = (byte)(dealt % Folds);
                dealt++;
            }
        }
        return folds;
    }

    static bool HoldsPositive(List<int> rows, ReadOnlySpan<byte> labels)
    {
        foreach (var row in rows)
            if (labels[row] == 1) return true;
        return false;
    }

    static double[][] CrossFittedLosses(
        List<CalibrationMethod> methods, ReadOnlySpan<double> logOdds, ReadOnlySpan<byte> labels, int[] order, byte[] folds)
    {
        var losses = new double[methods.Count][];
        for (var m = 0; m < losses.Length; m++) losses[m] = new double[logOdds.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var cells = CalibrationCells.Build(logOdds, labels, default, order, folds, fold);
            for (var m = 0; m < losses.Length; m++)
            {
                var calibrator = Fit(methods[m], cells);
                for (var row = 0; row < folds.Length; row++)
                {
                    if (folds[row] != fold) continue;
                    var z = calibrator.CalibratedLogOdds(logOdds[row]);
                    losses[m][row] = PortableMath.Softplus(labels[row] == 1 ? -z : z);
                }
            }
        }
        return losses;
    }

    static (double Gain, double Error) PairedGain(double[] simpler, double[] richer)
    {
        var n = simpler.Length;
        var sum = 0.0;
        for (var i = 0; i < n; i++) sum += simpler[i] - richer[i];
        var mean = sum / n;
        var squares = 0.0;
        for (var i = 0; i < n; i++)
        {
            var apart = simpler[i] - richer[i] - mean;
            squares += apart * apart;
        }
        return (mean, Math.Sqrt(squares / (n - 1) / n));
    }

    static double Mean(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    static void Check(ReadOnlySpan<double> logOdds, ReadOnlySpan<byte> labels, ReadOnlySpan<double> weights)
    {
        if (labels.Length != logOdds.Length)
            throw CalibrationErrors.LengthsDiffer(nameof(labels), logOdds.Length, labels.Length);
        if (!weights.IsEmpty && weights.Length != logOdds.Length)
            throw CalibrationErrors.LengthsDiffer(nameof(weights), logOdds.Length, weights.Length);
        for (var row = 0; row < logOdds.Length; row++)
        {
            if (!double.IsFinite(logOdds[row])) throw CalibrationErrors.NotFiniteLogOdds(row);
            if (labels[row] > 1) throw CalibrationErrors.NotALabel(row, labels[row]);
            if (!weights.IsEmpty && !(weights[row] >= 0 && double.IsFinite(weights[row]))) throw CalibrationErrors.NotAWeight(row);
        }
    }
}
