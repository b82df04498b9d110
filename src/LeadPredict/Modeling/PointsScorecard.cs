using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>A line of a scorecard: a lead of this kind gets these points.</summary>
/// <param name="Column">The column looked at.</param>
/// <param name="When">What it must hold, in words: "over 3 to 12", a level, "missing".</param>
/// <param name="Points">Whole points, 0 or more.</param>
/// <param name="Share">Share of the leads it was made from that are of this kind.</param>
public sealed record ScorecardRow(string Column, string When, int Points, double Share);

/// <summary>
/// Lead scoring as a sales team would do it on paper, at its honest best: at most twelve columns, each cut into a few coarse ranges, whole points for
/// each, and a sum. The points are log-odds: a logistic regression on the weights of evidence of the ranges (Good 1950; Siddiqi 2006), so that columns
/// which say the same are not counted twice, then rounded to tenths of a doubling. Fitted on the rows given alone. Immutable, thread safe.
/// </summary>
public sealed class PointsScorecard
{
    /// <summary>So many points more make the odds twice as high.</summary>
    public const int PointsToDouble = 10;
    const int MostColumns = 12;
    const int MostCandidates = 60;
    /// <summary>Ranges of a number, missing included.</summary>
    const int Ranges = 6;
    const int MostRows = 50_000;
    const double LeastShareOfLevel = 0.01;
    const int LeastRowsOfLevel = 20;

    readonly ScorecardColumn[] _columns;

    PointsScorecard(ScorecardColumn[] columns, double logOddsAtZero)
    {
        _columns = columns;
        LogOddsAtZero = logOddsAtZero;
        Points = [.. columns.SelectMany(c => c.Rows())];
    }

    /// <summary>The points, column by column, the weightiest column first.</summary>
    public IReadOnlyList<ScorecardRow> Points { get; }

    /// <summary>Log-odds of a lead without points.</summary>
    public double LogOddsAtZero { get; }

    /// <summary>Points of the best lead there can be.</summary>
    public int MostPoints => _columns.Sum(c => c.Points.Max());

    /// <summary>The points of an encoded row (length F, NaN for missing).</summary>
    public int PointsOf(ReadOnlySpan<float> encodedRow)
    {
        var sum = 0;
        foreach (var column in _columns) sum += column.Points[column.RangeOf(encodedRow[column.Feature])];
        return sum;
    }

    /// <summary>The probability that so many points stand for.</summary>
    public double Probability(int points) => PortableMath.Sigmoid(LogOddsAtZero + points * LogOddsAPoint);

    static readonly double LogOddsAPoint = PortableMath.Log(2) / PointsToDouble;

    /// <summary>Makes a scorecard from <paramref name="rows"/>, of which at most 50,000, evenly spaced, are looked at.</summary>
    /// <param name="set">Encoded columns and labels; weights and constraints are passed over.</param>
    /// <param name="encoder">What the columns are.</param>
    /// <param name="rows">Rows to learn from, at least one of each outcome.</param>
    public static PointsScorecard Fit(TrainingSet set, LeadEncoder encoder, ReadOnlySpan<int> rows)
    {
        var sample = new int[Math.Min(rows.Length, MostRows)];
        for (var i = 0; i < sample.Length; i++) sample[i] = rows[(int)((long)i * rows.Length / sample.Length)];
        var labels = Array.ConvertAll(sample, r => set.Labels[r] > 0.5f);
        var binner = FeatureBinner.Fit(set.Columns, set.Kinds, sample, Ranges);
        var leastOfLevel = Math.Max(LeastRowsOfLevel, (int)(LeastShareOfLevel * sample.Length));

        var candidates = new List<ScorecardColumn>();
        for (var f = 0; f < set.Columns.Length; f++)
        {
            var column = new ScorecardColumn(f, encoder.Features[f], binner, set.Columns[f], sample, labels, leastOfLevel);
            if (column.Information > 0) candidates.Add(column);
        }
        // A stable order: the same columns give the same card.
        candidates = [.. candidates.OrderByDescending(c => c.Information).ThenBy(c => c.Feature).Take(MostCandidates)];
        var first = WeightOfEvidenceFit.Fit(candidates, labels);
        for (var j = 0; j < candidates.Count; j++) candidates[j].Weight = first.Weights[j];
        var chosen = candidates.Where(c => c.Weight > 0).OrderByDescending(c => c.Spread).Take(MostColumns).ToList();

        var fit = WeightOfEvidenceFit.Fit(chosen, labels);
        for (var j = 0; j < chosen.Count; j++) chosen[j].SetPoints(fit.Weights[j], LogOddsAPoint);
        ScorecardColumn[] kept = [.. chosen.Where(c => c.Points.Max() > 0).OrderByDescending(c => c.Spread)];
        return new PointsScorecard(kept, LevelFor(kept, labels));
    }

    // Rounding moves the level a little: the one log-odds at zero under which as many leads succeed as did.
    static double LevelFor(ScorecardColumn[] columns, bool[] labels)
    {
        var points = new int[labels.Length];
        foreach (var column in columns)
            for (var i = 0; i < points.Length; i++) points[i] += column.Points[column.RangeOfRow[i]];
        double positives = labels.Count(l => l) + 0.5, low = -60, high = 60;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            var sum = 0.5;
            foreach (var p in points) sum += PortableMath.Sigmoid(middle + p * LogOddsAPoint);
            if (sum > positives) high = middle;
            else low = middle;
        }
        return (low + high) / 2;
    }
}
