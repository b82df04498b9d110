namespace LeadPredict.Calibration;

/// <summary>
/// Inductive Venn-Abers prediction (Vovk and Petej 2012): a lead's probability by isotonic regression on held-out leads and the lead itself, once as a
/// failure and once as a success. One of the two is perfectly calibrated whatever the scores are, so their distance is what is certain. Prepared
/// once as Vovk, Petej and Fedorova (2015) do: the blocks of all prefixes and suffixes are kept, so that a score is asked in the few merges that the new
/// lead makes. Immutable, thread safe.
/// <code>
/// rising blocks of the leads below | the lead, 0 or 1 | rising blocks of the leads above     merge outwards while rates do not rise
/// </code>
/// </summary>
public sealed class VennAbers
{
    readonly double[] _scores;
    readonly double[] _positives, _rows;
    // The last block of the first i cells starts at _lastStart[i]; the first block of the cells from i on ends at _firstEnd[i].
    readonly int[] _lastStart, _firstEnd;

    VennAbers(double[] scores, double[] positives, double[] rows)
    {
        (_scores, _positives, _rows) = (scores, positives, rows);
        var n = scores.Length;
        _lastStart = new int[n + 1];
        _firstEnd = new int[n + 1];
        for (var i = 1; i <= n; i++)
        {
            var start = i - 1;
            while (start > 0 && Rate(_lastStart[start], start) >= Rate(start, i)) start = _lastStart[start];
            _lastStart[i] = start;
        }
        _firstEnd[n] = n;
        for (var i = n - 1; i >= 0; i--)
        {
            var end = i + 1;
            while (end < n && Rate(end, _firstEnd[end]) <= Rate(i, end)) end = _firstEnd[end];
            _firstEnd[i] = end;
        }
    }

    /// <summary>Leads that it was made from.</summary>
    public int Rows => (int)_rows[^1];

    /// <param name="scores">Scores of leads the model had not seen, of any scale; n, at least 1, no NaN.</param>
    /// <param name="labels">Outcomes 0 and 1, length n.</param>
    /// <exception cref="ArgumentException">There is no lead, or the lengths differ.</exception>
    public static VennAbers Fit(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels)
    {
        if (scores.IsEmpty || scores.Length != labels.Length) throw CalibrationErrors.LengthsDiffer(nameof(labels), Math.Max(1, scores.Length), labels.Length);
        var keys = scores.ToArray();
        var outcomes = labels.ToArray();
        Array.Sort(keys, outcomes);
        List<double> distinct = [], positives = [0], rows = [0];
        for (var i = 0; i < keys.Length; i++)
        {
            if (i == 0 || keys[i] != keys[i - 1])
            {
                distinct.Add(keys[i]);
                positives.Add(positives[^1]);
                rows.Add(rows[^1]);
            }
            positives[^1] += outcomes[i];
            rows[^1]++;
        }
        return new VennAbers([.. distinct], [.. positives], [.. rows]);
    }

    /// <summary>The probabilities of a lead with this score, as if it had failed and as if it had succeeded: P0 below P1.</summary>
    public (double P0, double P1) At(double score) => (Merge(score, 0).Rate, Merge(score, 1).Rate);

    /// <summary>The held-out leads that the lead with this score and outcome is pooled with, itself included.</summary>
    internal VennAbersBlock Merge(double score, int outcome)
    {
        var at = Array.BinarySearch(_scores, score);
        var (from, to) = at < 0 ? (~at, ~at) : (at, at + 1);
        while (true)
        {
            var rate = (Positives(from, to) + outcome) / (Count(from, to) + 1);
            if (from > 0 && Rate(_lastStart[from], from) >= rate) from = _lastStart[from];
            else if (to < _scores.Length && Rate(to, _firstEnd[to]) <= rate) to = _firstEnd[to];
            else return new VennAbersBlock((int)_rows[from], (int)_rows[to], rate);
        }
    }

    double Positives(int from, int to) => _positives[to] - _positives[from];

    double Count(int from, int to) => _rows[to] - _rows[from];

    double Rate(int from, int to) => Positives(from, to) / Count(from, to);
}

/// <summary>Neighbouring leads, as ranks from the lowest score, and their rate with the new lead among them.</summary>
readonly record struct VennAbersBlock(int From, int To, double Rate);
