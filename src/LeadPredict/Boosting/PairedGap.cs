namespace LeadPredict.Boosting;

/// <summary>The mean difference of two models' losses on the same rows, and its standard error. Mutable; one caller at a time.</summary>
struct PairedGap
{
    double _sum, _squares;

    /// <summary>One row's loss by the one model minus that by the other.</summary>
    public void Add(double gap)
    {
        _sum += gap;
        _squares += gap * gap;
    }

    /// <summary>Over so many rows; those that were not added count as 0.</summary>
    public readonly (double Mean, double Error) Over(int rows)
    {
        var mean = _sum / rows;
        return (mean, Math.Sqrt(Math.Max(0, _squares / rows - mean * mean) / rows));
    }
}
