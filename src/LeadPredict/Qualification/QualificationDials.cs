using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Qualification;

/// <summary>
/// Four aspects of a lead from 0 to 100, each <c>100 / (1 + e^-s)</c> of the sum s of the contributions of its columns: 50 is an average lead, and every log-odd
/// moves a dial as it moves the lead's odds, in every model alike. A group that contributes more has a higher dial, and the lead a higher probability.
/// </summary>
/// <param name="Fit">Who the lead is; NaN where the model has no such column.</param>
/// <param name="Engagement">What the lead did with us; NaN likewise.</param>
/// <param name="Intent">What it researches elsewhere; NaN likewise.</param>
/// <param name="Bant">Budget, authority, need and time, as stated; NaN likewise.</param>
public readonly record struct QualificationDials(double Fit, double Engagement, double Intent, double Bant);

/// <summary>Reads the dials off a lead's contributions. Immutable, thread safe.</summary>
public sealed class DialScale
{
    static readonly ColumnGroup[] s_groups = [ColumnGroup.Fit, ColumnGroup.Engagement, ColumnGroup.Intent, ColumnGroup.Bant];

    // The dial of each feature, -1 for none.
    readonly int[] _dials;
    readonly bool[] _has = new bool[s_groups.Length];

    /// <summary>The scale of a model's features: each on the dial of its column's group, else of the group that its name is known for.</summary>
    public DialScale(IReadOnlyList<FeatureEncoding> features)
    {
        _dials = [.. features.Select(f => Array.IndexOf(s_groups, GroupOf(f.Column)))];
        foreach (var dial in _dials)
            if (dial >= 0) _has[dial] = true;
    }

    /// <summary>The group that a column speaks of: as its schema says, else as its name is known.</summary>
    public static ColumnGroup GroupOf(LeadColumn column) =>
        column.Group != ColumnGroup.None ? column.Group : ColumnNames.Aspects.GetValueOrDefault(ColumnNames.Normalise(column.Name));

    /// <summary>The dials of a lead.</summary>
    /// <param name="contributions">Log-odds of each feature, length F.</param>
    public QualificationDials Read(ReadOnlySpan<double> contributions)
    {
        Span<double> sums = stackalloc double[s_groups.Length];
        sums.Clear();
        for (var f = 0; f < contributions.Length; f++)
            if (_dials[f] >= 0) sums[_dials[f]] += contributions[f];
        return new QualificationDials(Dial(0, sums), Dial(1, sums), Dial(2, sums), Dial(3, sums));
    }

    double Dial(int dial, ReadOnlySpan<double> sums) => _has[dial] ? 100 * PortableMath.Sigmoid(sums[dial]) : double.NaN;
}
