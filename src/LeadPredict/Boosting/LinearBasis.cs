using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Boosting;

/// <summary>
/// The columns that a logistic regression sees, written as functions of a feature's bin. A number gives one standardised
/// function, its value or, where its distribution has a long tail, the inverse hyperbolic sine of its distance from the median (linear near
/// it, logarithmic far from it; Burbidge, Magee and Robb 1988), and an indicator of missing where it has gaps; a category gives an indicator
/// for each of its bins. The function of a number goes on in the bins beyond the training values. Fitted on training rows only; immutable.
/// </summary>
sealed class LinearBasis
{
    /// <summary>Absolute skewness above which a number is taken on the logarithmic scale.</summary>
    const double LongTail = 2;

    readonly double[][][] _functions;

    LinearBasis(double[][][] functions)
    {
        _functions = functions;
        Offsets = new int[functions.Length + 1];
        for (var f = 0; f < functions.Length; f++) Offsets[f + 1] = Offsets[f] + functions[f].Length;
    }

    /// <summary>First weight of each feature, length F + 1.</summary>
    public int[] Offsets { get; }

    /// <summary>Number of weights.</summary>
    public int Count => Offsets[^1];

    /// <summary>The functions of a feature, each a value for every bin.</summary>
    public double[][] Of(int feature) => _functions[feature];

    /// <summary>The weight of the function that follows a number's value, or -1 where a feature has none.</summary>
    public int SlopeOf(FeatureBinner binner, int feature)
    {
        // It stands first, and unlike an indicator of missing it is 0 there.
        var functions = _functions[feature];
        return !binner.Kinds[feature].IsCategory && functions.Length > 0 && functions[0][binner.MissingBin(feature)] == 0 ? Offsets[feature] : -1;
    }

    /// <param name="table">Training rows.</param>
    /// <param name="columns">Encoded columns that the bins came from.</param>
    /// <param name="rows">The training rows' indices into the columns.</param>
    public static LinearBasis Fit(BinnedTable table, EncodedColumn[] columns, int[] rows, WorkerTeam team, FeatureConstraints? constraints = null)
    {
        var functions = new double[table.FeatureCount][][];
        team.Run(table.FeatureCount, f =>
        {
            functions[f] = FitFeature(table, f, columns[f], rows);
            if (constraints is not null && constraints.Direction(f) != 0 && functions[f].Length > 0) Level(functions[f][0]);
        });
        return new LinearBasis(functions);
    }

    // Rounding, and empty bins between huge values, can leave a function a little lower than in the bin before: not where a direction was promised.
    static void Level(double[] function)
    {
        for (var bin = 1; bin < function.Length - 1; bin++) function[bin] = Math.Max(function[bin], function[bin - 1]);
    }

    static unsafe double[][] FitFeature(BinnedTable table, int feature, EncodedColumn column, int[] rows)
    {
        var bins = table.Binner.BinCount(feature);
        var missingBin = table.Binner.MissingBin(feature);
        var counts = new double[bins];
        var sums = new double[bins];
        var binOfRow = table.Column(feature);
        for (var i = 0; i < rows.Length; i++)
        {
            var bin = binOfRow[i];
            counts[bin]++;
            if (bin != missingBin) sums[bin] += Math.Clamp(column[rows[i]], -1e30f, 1e30f);
        }

        if (table.Binner.Kinds[feature].IsCategory)
        {
            var seen = Enumerable.Range(0, bins).Where(b => counts[b] > 0).ToArray();
            return seen.Length < 2 ? [] : [.. seen.Select(b => Indicator(bins, b))];
        }

        var present = rows.Length - counts[missingBin];
        var result = new List<double[]>(3);
        if (present > 0)
        {
            var values = Representatives(table.Binner.Thresholds(feature), counts, sums, missingBin);
            if (Standardise(values, counts, missingBin) is { } standard)
            {
                if (Math.Abs(Skewness(standard, counts, missingBin)) > LongTail)
                    standard = Standardise(Compress(values, counts, missingBin, present), counts, missingBin) ?? standard;
                result.Add(standard);
            }
        }
        if (counts[missingBin] > 0 && present > 0) result.Add(Indicator(bins, missingBin));
        return [.. result];
    }

    static double[] Indicator(int bins, int bin)
    {
        var function = new double[bins];
        function[bin] = 1;
        return function;
    }

    // A bin's mean where it has training rows; else its middle, or its inner edge at the ends.
    static double[] Representatives(ReadOnlySpan<float> edges, double[] counts, double[] sums, int missingBin)
    {
        var values = new double[counts.Length];
        // Without an edge there is one bin, and the column is constant whatever its value.
        for (var bin = 0; bin < missingBin && edges.Length > 0; bin++)
        {
            if (counts[bin] > 0) values[bin] = sums[bin] / counts[bin];
            else if (edges.Length > 0) values[bin] = ((double)edges[Math.Max(0, bin - 1)] + edges[Math.Min(edges.Length - 1, bin)]) / 2;
        }
        return values;
    }

    // Mean 0 and deviation 1 over the training rows that have a value; missing stands at the mean. Null when constant.
    static double[]? Standardise(double[] values, double[] counts, int missingBin)
    {
        double weight = 0, sum = 0, squares = 0;
        for (var bin = 0; bin < missingBin; bin++)
        {
            weight += counts[bin];
            sum += counts[bin] * values[bin];
        }
        var mean = sum / weight;
        for (var bin = 0; bin < missingBin; bin++) squares += counts[bin] * (values[bin] - mean) * (values[bin] - mean);
        var deviation = Math.Sqrt(squares / weight);
        if (!(deviation > 1e-12 * (1 + Math.Abs(mean)))) return null;
        var function = new double[counts.Length];
        for (var bin = 0; bin < missingBin; bin++) function[bin] = (values[bin] - mean) / deviation;
        return function;
    }

    static double Skewness(double[] standard, double[] counts, int missingBin)
    {
        double weight = 0, cubes = 0;
        for (var bin = 0; bin < missingBin; bin++)
        {
            weight += counts[bin];
            cubes += counts[bin] * standard[bin] * standard[bin] * standard[bin];
        }
        return cubes / weight;
    }

    static double[] Compress(double[] values, double[] counts, int missingBin, double present)
    {
        double below = 0;
        var median = values[0];
        for (var bin = 0; bin < missingBin && below < present / 2; bin++)
        {
            below += counts[bin];
            median = values[bin];
        }
        double spread = 0;
        for (var bin = 0; bin < missingBin; bin++) spread += counts[bin] * Math.Abs(values[bin] - median);
        spread = Math.Max(spread / present, 1e-300);
        var result = new double[values.Length];
        for (var bin = 0; bin < missingBin; bin++)
        {
            // The mean distance is itself pulled out by the tail, so the scale is a quarter of it.
            var u = (values[bin] - median) / (spread / 4);
            var size = Math.Abs(u);
            var compressed = size > 1e150 ? PortableMath.Log(2 * size) : PortableMath.Log(size + Math.Sqrt(size * size + 1));
            result[bin] = u < 0 ? -compressed : compressed;
        }
        return result;
    }
}
