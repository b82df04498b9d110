using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Qualification;

namespace LeadPredict.Modeling;

/// <summary>
/// The sections of a model file: little-endian numbers, length-prefixed arrays. Reading checks every count before it allocates and every index and
/// value before it is used, so that an inconsistent file gives an error, never a wrong prediction or an endless walk.
/// </summary>
static class ModelSections
{
    const int MostFeatures = 100_000;

    public static byte[] Write(string section, LeadModel model)
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        switch (section)
        {
            case "schema": writer.Write(LeadSchemaFile.ToJson(InOrderOfNames(model.Schema))); break;
            case "encoder": WriteEncoder(writer, model.Encoder); break;
            case "bins": WriteBins(writer, model.Ensemble.Binner); break;
            case "additive": WriteAdditive(writer, model.Ensemble); break;
            case "trees": TreeSection.Write(writer, model.Ensemble.Trees); break;
            case "calibrator": model.Calibrator.Write(writer); break;
            case "reference": WriteReference(writer, model); break;
            case "origin": writer.Write(JsonSerializer.SerializeToUtf8Bytes(model.Origin, OriginJson.Default.ModelOrigin)); break;
            default: OptionalSections.Write(section, writer, model); break;
        }
        writer.Flush();
        return memory.ToArray();
    }

    public static LeadModel Read(Dictionary<string, ReadOnlyMemory<byte>> sections, string sha256)
    {
        var schema = LeadSchemaFile.Parse(sections["schema"].Span, "schema");
        var encoder = ReadEncoder(Reader("encoder"), schema);
        var binner = ReadBins(new SectionReader(sections["bins"].Span), encoder);
        var (bias, additive) = ReadAdditive(new SectionReader(sections["additive"].Span), binner);
        var trees = TreeSection.Read(new SectionReader(sections["trees"].Span), binner);
        var ensemble = new TreeEnsemble { Binner = binner, Bias = bias, Additive = additive, Trees = trees };
        var calibrator = Calibrator.Read(Reader("calibrator"));
        var (grades, reference) = ReadReference(new SectionReader(sections["reference"].Span));
        var origin = OriginReader.Read(sections["origin"]);
        return new LeadModel(encoder, ensemble, calibrator, grades, reference, origin)
        {
            Sha256 = sha256,
            Intervals = sections.TryGetValue(OptionalSections.Intervals, out var intervals) ? OptionalSections.ReadIntervals(new SectionReader(intervals.Span)) : null,
            Observed = sections.ContainsKey(OptionalSections.Observed) ? ObservedColumns.Read(Reader(OptionalSections.Observed), binner) : null,
            Horizons = sections.TryGetValue(OptionalSections.Horizons, out var horizons) ? TimeSections.ReadHorizons(new SectionReader(horizons.Span)) : null,
            Distribution = sections.TryGetValue(OptionalSections.Distribution, out var spread) ? TimeSections.ReadDistribution(new SectionReader(spread.Span), encoder) : null,
        };

        BinaryReader Reader(string name) => new(new MemoryStream(sections[name].ToArray(), writable: false), Encoding.UTF8);
    }

    // The order of columns in the training file does not make another model.
    static LeadSchema InOrderOfNames(LeadSchema schema) =>
        schema with { Columns = [.. schema.Columns.OrderBy(c => c.Name, StringComparer.Ordinal)] };

    static void WriteEncoder(BinaryWriter writer, LeadEncoder encoder)
    {
        writer.Write(encoder.FeatureCount);
        foreach (var feature in encoder.Features)
        {
            writer.Write(feature.Column.Name);
            writer.Write(feature.Levels.Count);
            foreach (var level in feature.Levels) writer.Write(level);
        }
    }

    static LeadEncoder ReadEncoder(BinaryReader reader, LeadSchema schema)
    {
        var byName = schema.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var features = new FeatureEncoding[Count(reader, MostFeatures, "features")];
        for (var f = 0; f < features.Length; f++)
        {
            var name = reader.ReadString();
            if (!byName.TryGetValue(name, out var column)) throw new InvalidDataException($"Feature {f} is no column of the schema.");
            var levels = new string[Count(reader, 254, "levels")];
            for (var l = 0; l < levels.Length; l++) levels[l] = reader.ReadString();
            features[f] = new FeatureEncoding(column, levels);
        }
        return new LeadEncoder(schema, features);
    }

    static void WriteBins(BinaryWriter writer, FeatureBinner binner)
    {
        for (var f = 0; f < binner.FeatureCount; f++) WriteArray(writer, binner.Thresholds(f), writer.Write);
    }

    static FeatureBinner ReadBins(SectionReader reader, LeadEncoder encoder)
    {
        var kinds = encoder.Features.Select(f => new FeatureKind(f.IsCategory, f.CodeCount)).ToArray();
        var thresholds = new float[kinds.Length][];
        for (var f = 0; f < kinds.Length; f++)
        {
            thresholds[f] = reader.ReadSingles(254);
            Require(!kinds[f].IsCategory || thresholds[f].Length == 0, "a category has thresholds");
            for (var i = 0; i < thresholds[f].Length; i++)
                Require(float.IsFinite(thresholds[f][i]) && (i == 0 || thresholds[f][i] > thresholds[f][i - 1]), "thresholds do not ascend");
        }
        return new FeatureBinner(kinds, thresholds);
    }

    static void WriteAdditive(BinaryWriter writer, TreeEnsemble ensemble)
    {
        writer.Write(ensemble.Bias);
        writer.Write(ensemble.Additive is not null);
        if (ensemble.Additive is null) return;
        for (var f = 0; f < ensemble.FeatureCount; f++) WriteArray(writer, ensemble.Additive.Table(f), writer.Write);
    }

    static (double, AdditiveTerms?) ReadAdditive(SectionReader reader, FeatureBinner binner)
    {
        var bias = reader.ReadFinite("bias");
        if (!reader.ReadBoolean()) return (bias, null);
        var tables = new double[binner.FeatureCount][];
        for (var f = 0; f < tables.Length; f++)
        {
            tables[f] = reader.ReadDoubles(256);
            foreach (var term in tables[f]) Require(double.IsFinite(term), "an additive term is not a finite number");
            Require(tables[f].Length == 0 || tables[f].Length == binner.BinCount(f), "an additive table has another length than its bins");
        }
        return (bias, new AdditiveTerms(tables));
    }

    static void WriteReference(BinaryWriter writer, LeadModel model)
    {
        writer.Write(model.Grades.A);
        writer.Write(model.Grades.B);
        writer.Write(model.Grades.C);
        WriteArray(writer, model.Reference.Quantiles, writer.Write);
        WriteArray(writer, model.Reference.BandEdges, writer.Write);
        WriteArray(writer, model.Reference.Low, writer.Write);
        WriteArray(writer, model.Reference.High, writer.Write);
    }

    static (GradeScale, ReferenceLeads) ReadReference(SectionReader reader)
    {
        var grades = new GradeScale(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        Require(grades is { A: >= 0 and <= 1, B: >= 0 and <= 1, C: >= 0 and <= 1 }, "a grade threshold is outside 0 to 1");
        Require(grades.A >= grades.B && grades.B >= grades.C, "grade thresholds do not descend");
        var quantiles = ReadAscending(ref reader);
        var edges = ReadAscending(ref reader);
        var low = ReadAscending(ref reader);
        var high = ReadAscending(ref reader);
        Require(quantiles.Length > 0 && edges.Length > 0 && low.Length == edges.Length && high.Length == edges.Length, "reference leads have other lengths");
        return (grades, new ReferenceLeads(quantiles, edges, low, high));
    }

    internal static double[] ReadAscending(ref SectionReader reader)
    {
        var values = reader.ReadDoubles(100_000);
        for (var i = 0; i < values.Length; i++)
        {
            Require(values[i] is >= 0 and <= 1, "a probability is outside 0 to 1");
            Require(i == 0 || values[i] >= values[i - 1], "reference probabilities do not ascend");
        }
        return values;
    }

    internal static void WriteArray<T>(BinaryWriter writer, ReadOnlySpan<T> values, Action<T> write)
    {
        writer.Write(values.Length);
        foreach (var value in values) write(value);
    }

    static int Count(BinaryReader reader, int most, string what)
    {
        var count = reader.ReadInt32();
        // A count can never exceed the bytes that are left.
        if (count < 0 || count > most || count > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new InvalidDataException($"The number of {what} is out of range.");
        return count;
    }

    internal static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException($"In the model, {otherwise}.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelOrigin))]
sealed partial class OriginJson : JsonSerializerContext;
