using static LeadPredict.Modeling.ModelSections;

namespace LeadPredict.Modeling;

/// <summary>Sections of a model file that files from before them do not have. See docs/MODEL-FILE.md.</summary>
static class OptionalSections
{
    public const string Intervals = "intervals";
    public const string Observed = "observed";
    public const string Horizons = "horizons";
    public const string Distribution = "distribution";

    /// <summary>The sections that a model has, in the order of the file.</summary>
    public static IEnumerable<string> Of(LeadModel model)
    {
        if (model.Intervals is not null) yield return Intervals;
        if (model.Observed is not null) yield return Observed;
        if (model.Horizons is not null) yield return Horizons;
        if (model.Distribution is not null) yield return Distribution;
    }

    public static void Write(string section, BinaryWriter writer, LeadModel model)
    {
        switch (section)
        {
            case Intervals: WriteIntervals(writer, model.Intervals!); break;
            case Observed: model.Observed!.Write(writer); break;
            case Horizons: TimeSections.Write(writer, model.Horizons!); break;
            case Distribution: TimeSections.Write(writer, model.Distribution!); break;
            default: throw new ArgumentException($"No section '{section}'.", nameof(section));
        }
    }

    static void WriteIntervals(BinaryWriter writer, LeadIntervals intervals)
    {
        WriteArray(writer, intervals.Probabilities, writer.Write);
        WriteArray(writer, intervals.Low, writer.Write);
        WriteArray(writer, intervals.High, writer.Write);
    }

    public static LeadIntervals ReadIntervals(SectionReader reader)
    {
        var probabilities = ReadAscending(ref reader);
        var low = ReadAscending(ref reader);
        var high = ReadAscending(ref reader);
        Require(probabilities.Length > 0 && low.Length == probabilities.Length && high.Length == probabilities.Length, "the intervals have other lengths");
        return new LeadIntervals(probabilities, low, high);
    }
}
