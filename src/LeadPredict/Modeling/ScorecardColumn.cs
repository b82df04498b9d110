using System.Globalization;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>One column of a scorecard in coarse ranges: which range a value is in, and what each says. Points are set once, after fitting.</summary>
sealed class ScorecardColumn
{
    /// <summary>Leads at the base rate that stand in every range, so that a small one is not believed too much.</summary>
    const double PriorRows = 10;
    const double LeastInformation = 0.005;
    const double TimesLuck = 2.5;

    readonly FeatureEncoding _encoding;
    readonly FeatureBinner _binner;
    readonly int[] _rangeOfBin;
    readonly int[] _rows;
    readonly bool[] _isPooled;

    public ScorecardColumn(int feature, FeatureEncoding encoding, FeatureBinner binner, EncodedColumn column, int[] sample, bool[] labels, int leastOfLevel)
    {
        Feature = feature;
        _encoding = encoding;
        _binner = binner;
        var bins = binner.BinCount(feature);
        var count = new int[bins];
        var binOfRow = new byte[sample.Length];
        for (var i = 0; i < sample.Length; i++) count[binOfRow[i] = binner.Bin(feature, column[sample[i]])]++;

        // Every bin is a range of its own but levels with few leads, which are "other" together; so is a missing value that training never saw.
        _rangeOfBin = new int[bins];
        _isPooled = new bool[bins];
        var pooled = encoding.IsCategory ? encoding.OtherCode : 0;
        for (var bin = 0; bin < bins; bin++)
        {
            _isPooled[bin] = count[bin] == 0 || (encoding.IsCategory && bin != pooled && count[bin] < leastOfLevel);
            _rangeOfBin[bin] = _isPooled[bin] ? pooled : bin;
        }
        RangeOfRow = Array.ConvertAll(binOfRow, b => (byte)_rangeOfBin[b]);

        _rows = new int[bins];
        var positives = new int[bins];
        for (var i = 0; i < labels.Length; i++)
        {
            _rows[RangeOfRow[i]]++;
            if (labels[i]) positives[RangeOfRow[i]]++;
        }
        double all = labels.Length, allPositives = labels.Count(l => l), rate = allPositives / all;
        Evidence = new double[bins];
        for (var range = 0; range < bins; range++)
        {
            if (_rows[range] == 0) continue;
            var share = (positives[range] + PriorRows * rate) / (_rows[range] + PriorRows);
            Evidence[range] = PortableMath.Logit(share) - PortableMath.Logit(rate);
            Information += (positives[range] / allPositives - (_rows[range] - positives[range]) / (all - allPositives)) * Evidence[range];
        }
        // What so many ranges show of a column that says nothing, on average, a few times over.
        var luck = (_rows.Count(r => r > 0) - 1) * (1 / allPositives + 1 / (all - allPositives));
        if (Information < Math.Max(LeastInformation, TimesLuck * luck)) Information = 0;
        Points = new int[bins];
    }

    public int Feature { get; }

    /// <summary>The range of each sampled row.</summary>
    public byte[] RangeOfRow { get; }

    /// <summary>Log-odds of each range over the base rate, shrunk.</summary>
    public double[] Evidence { get; }

    /// <summary>The information value (Kullback's divergence between the outcomes); 0 where it is too small to bother.</summary>
    public double Information { get; }

    public double Weight { get; set; }

    /// <summary>Standard deviation of what the column adds, over the sampled rows.</summary>
    public double Spread
    {
        get
        {
            double sum = 0, squares = 0;
            for (var range = 0; range < _rows.Length; range++)
            {
                sum += _rows[range] * Evidence[range];
                squares += _rows[range] * Evidence[range] * Evidence[range];
            }
            var n = (double)RangeOfRow.Length;
            return Weight * Math.Sqrt(Math.Max(0, squares / n - sum / n * (sum / n)));
        }
    }

    /// <summary>Points of each range, the least 0.</summary>
    public int[] Points { get; }

    public void SetPoints(double weight, double logOddsAPoint)
    {
        Weight = Math.Max(0, weight);
        var least = double.PositiveInfinity;
        for (var range = 0; range < _rows.Length; range++)
            if (_rows[range] > 0) least = Math.Min(least, Evidence[range]);
        for (var range = 0; range < _rows.Length; range++)
            Points[range] = _rows[range] > 0 ? (int)Math.Round(Weight * (Evidence[range] - least) / logOddsAPoint) : 0;
        // A category's "other" that nobody had: what an average lead gets.
        if (_encoding.IsCategory && _rows[_encoding.OtherCode] == 0) Points[_encoding.OtherCode] = (int)Math.Round(Weight * -least / logOddsAPoint);
    }

    public int RangeOf(float value) => _rangeOfBin[_binner.Bin(Feature, value)];

    public IEnumerable<ScorecardRow> Rows()
    {
        for (var range = 0; range < _rows.Length; range++)
            if (_rows[range] > 0 || (_encoding.IsCategory && range == _encoding.OtherCode))
                yield return new ScorecardRow(_encoding.Column.Name, When(range), Points[range], (double)_rows[range] / RangeOfRow.Length);
    }

    string When(int range)
    {
        if (range == _binner.MissingBin(Feature)) return "missing";
        if (_encoding.IsCategory) return range == _encoding.OtherCode ? "any other" : _encoding.Levels[range];
        if (_encoding.Column.Kind == ColumnKind.Boolean) return range == 0 ? "false" : "true";
        var edges = _binner.Thresholds(Feature);
        if (edges.Length == 0) return "any value";
        return range == 0 ? Text($"up to {edges[0]:G5}") : range == edges.Length ? Text($"over {edges[^1]:G5}") : Text($"over {edges[range - 1]:G5} to {edges[range]:G5}");
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
