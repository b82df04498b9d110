using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>What is counted while rows are scored. Tallies of parts add up to that of the whole in any order, but for the first rejected rows. Not thread safe.</summary>
sealed class ScoringTally(int features)
{
    public const int MostDiagnostics = 100;

    // A probability in 2^-63 parts: the sum, and so the mean, does not depend on how the rows were parted.
    const double Parts = 9223372036854775808.0;

    readonly long[] _grades = new long[4];
    readonly long[] _unknown = new long[features];
    UInt128 _sum;
    double _least = double.PositiveInfinity, _greatest = double.NegativeInfinity;

    public long Scored { get; private set; }
    public long Rejected { get; private set; }
    public long Formulas { get; set; }
    public long Unwrapped { get; private set; }
    public long FirstUnwrappedLine { get; private set; }
    public IReadOnlyList<long> Grades => _grades;
    public ReadOnlySpan<long> Unknown => _unknown;
    public List<Diagnostic> FirstRejected { get; } = [];

    public (double Least, double Mean, double Greatest) Probability =>
        Scored == 0 ? (double.NaN, double.NaN, double.NaN) : (_least, (double)_sum / Parts / Scored, _greatest);

    public void Add(double probability, char grade)
    {
        Scored++;
        _sum += (ulong)(probability * Parts);
        _least = Math.Min(_least, probability);
        _greatest = Math.Max(_greatest, probability);
        _grades[grade - 'A']++;
    }

    public void AddUnknown(int feature) => _unknown[feature]++;

    public void AddUnwrapped(long line)
    {
        if (Unwrapped++ == 0) FirstUnwrappedLine = line;
    }

    /// <summary>Starts to count the unwrapped rows of another input.</summary>
    public void ClearUnwrapped() => Unwrapped = FirstUnwrappedLine = 0;

    public void Reject(Diagnostic diagnostic)
    {
        Rejected++;
        if (FirstRejected.Count < MostDiagnostics) FirstRejected.Add(diagnostic);
    }

    /// <summary>Adds the tally of rows that follow.</summary>
    public void Add(ScoringTally next)
    {
        Scored += next.Scored;
        Rejected += next.Rejected;
        Formulas += next.Formulas;
        if (Unwrapped == 0) FirstUnwrappedLine = next.FirstUnwrappedLine;
        Unwrapped += next.Unwrapped;
        _sum += next._sum;
        _least = Math.Min(_least, next._least);
        _greatest = Math.Max(_greatest, next._greatest);
        for (var i = 0; i < _grades.Length; i++) _grades[i] += next._grades[i];
        for (var i = 0; i < _unknown.Length; i++) _unknown[i] += next._unknown[i];
        FirstRejected.AddRange(next.FirstRejected.Take(MostDiagnostics - FirstRejected.Count));
    }

    public void Clear()
    {
        Scored = Rejected = Formulas = Unwrapped = FirstUnwrappedLine = 0;
        (_sum, _least, _greatest) = (0, double.PositiveInfinity, double.NegativeInfinity);
        Array.Clear(_grades);
        Array.Clear(_unknown);
        FirstRejected.Clear();
    }

    public void Save(ScoringState state)
    {
        state.Scored = Scored;
        state.Rejected = Rejected;
        state.Formulas = Formulas;
        state.Unwrapped = Unwrapped;
        state.FirstUnwrappedLine = FirstUnwrappedLine;
        (state.SumHigh, state.SumLow) = ((ulong)(_sum >> 64), (ulong)_sum);
        (state.Least, state.Greatest) = Scored == 0 ? (0, 0) : (_least, _greatest);
        state.Grades = [.. _grades];
        state.Unknown = [.. _unknown];
        state.FirstRejected = [.. FirstRejected];
    }

    public static ScoringTally Of(ScoringState state, int features)
    {
        var tally = new ScoringTally(features)
        {
            Scored = state.Scored,
            Rejected = state.Rejected,
            Formulas = state.Formulas,
            Unwrapped = state.Unwrapped,
            FirstUnwrappedLine = state.FirstUnwrappedLine,
            _sum = new UInt128(state.SumHigh, state.SumLow),
        };
        if (state.Scored > 0) (tally._least, tally._greatest) = (state.Least, state.Greatest);
        state.Grades.CopyTo(tally._grades, 0);
        state.Unknown.CopyTo(tally._unknown, 0);
        tally.FirstRejected.AddRange(state.FirstRejected);
        return tally;
    }
}
