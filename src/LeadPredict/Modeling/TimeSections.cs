using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>The optional sections that speak of time, horizons and distribution: read as carefully as the others.</summary>
static class TimeSections
{
    public static void Write(BinaryWriter writer, HorizonCurve curve)
    {
        writer.Write(curve.Days.Length);
        for (var k = 0; k < curve.Days.Length; k++)
        {
            writer.Write(curve.Days[k]);
            writer.Write(curve.Intercepts[k]);
            writer.Write(curve.Slopes[k]);
        }
    }

    public static HorizonCurve ReadHorizons(SectionReader reader)
    {
        var count = reader.ReadCount(HorizonCurve.MostHorizons, "horizons");
        var (days, intercepts, slopes) = (new double[count], new double[count], new double[count]);
        for (var k = 0; k < count; k++)
        {
            (days[k], intercepts[k], slopes[k]) = (reader.ReadFinite("horizon"), reader.ReadFinite("hazard"), reader.ReadFinite("slope"));
            ModelSections.Require(days[k] > (k == 0 ? 0 : days[k - 1]) && slopes[k] > 0, "horizons do not ascend");
        }
        ModelSections.Require(count > 0, "there is no horizon");
        return new(days, intercepts, slopes);
    }

    public static void Write(BinaryWriter writer, TrainingDistribution spread)
    {
        writer.Write(spread.Worth);
        for (var f = 0; f < spread.Counts.Length; f++)
        {
            writer.Write(spread.Edges[f].Length);
            foreach (var edge in spread.Edges[f]) writer.Write(edge);
            foreach (var count in spread.Counts[f]) writer.Write(count);
        }
    }

    public static TrainingDistribution ReadDistribution(SectionReader reader, LeadEncoder encoder)
    {
        var worth = reader.ReadFinite("count of leads");
        var (edges, counts) = (new float[encoder.FeatureCount][], new int[encoder.FeatureCount][]);
        for (var f = 0; f < edges.Length; f++)
        {
            edges[f] = reader.ReadSingles(1000);
            for (var i = 0; i < edges[f].Length; i++) ModelSections.Require(float.IsFinite(edges[f][i]) && (i == 0 || edges[f][i] > edges[f][i - 1]), "cells do not ascend");
            var feature = encoder.Features[f];
            ModelSections.Require(!feature.IsCategory || edges[f].Length == 0, "a category has cells of numbers");
            counts[f] = new int[(feature.IsCategory ? feature.CodeCount : edges[f].Length + 1) + 1];
            for (var c = 0; c < counts[f].Length; c++)
            {
                counts[f][c] = reader.ReadInt32();
                ModelSections.Require(counts[f][c] >= 0, "a count is negative");
            }
        }
        ModelSections.Require(worth >= 0, "a count is negative");
        return new(edges, counts, worth);
    }
}
