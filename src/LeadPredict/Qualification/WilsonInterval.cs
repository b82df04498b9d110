using LeadPredict.Numerics;

namespace LeadPredict.Qualification;

/// <summary>So many of so many, with an interval of the rate behind it by Wilson (1927). A value.</summary>
/// <param name="Count">Successes, 0 to <paramref name="Of"/>.</param>
/// <param name="Of">Trials, 0 or more.</param>
/// <param name="Z">Half width in standard errors; 95% by default.</param>
public readonly record struct WilsonInterval(double Count, double Of, double Z = NormalQuantile.Z95)
{
    /// <summary>The observed rate; NaN without trials.</summary>
    public double Rate => Count / Of;
    /// <summary>Lower end; 0 without trials.</summary>
    public double Low => Of > 0 ? Math.Max(0, Centre - Half) : 0;
    /// <summary>Upper end; 1 without trials.</summary>
    public double High => Of > 0 ? Math.Min(1, Centre + Half) : 1;

    double Centre => (Count + Z * Z / 2) / (Of + Z * Z);

    double Half => Z / (Of + Z * Z) * Math.Sqrt(Count * (Of - Count) / Of + Z * Z / 4);
}
