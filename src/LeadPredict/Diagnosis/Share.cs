namespace LeadPredict.Diagnosis;

/// <summary>How many of how many, with the 99% interval of Wilson (1927). A value; thread safe.</summary>
readonly record struct Share(double Count, double Of)
{
    const double ZSquared = AucEstimate.Z * AucEstimate.Z;

    public double Value => Of > 0 ? Count / Of : 0;
    public double Low => Math.Max(0, Centre - HalfWidth);
    public double High => Math.Min(1, Centre + HalfWidth);

    double Centre => (Count + ZSquared / 2) / (Of + ZSquared);
    double HalfWidth => AucEstimate.Z / (Of + ZSquared) * Math.Sqrt(Of * Value * (1 - Value) + ZSquared / 4);

    /// <summary>How many times as large as <paramref name="other"/> this surely is: the ends of both intervals that lie nearest.</summary>
    public double SurelyTimes(Share other) => Low / other.High;
}
