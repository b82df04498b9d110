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
    const int MostTrees = 1_000_000;

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
            case "trees": WriteTrees(writer, model.Ensemble.Trees); break;
            case "calibrator": model.Calibrator.Write(writer); break;
            case "reference": WriteReference(writer, model); break;
            case "origin": writer.Write(JsonSerializer.SerializeToUtf8Bytes(model.Origin, OriginJson.Default.ModelOrigin)); break;
            default: throw new ArgumentException($"No section '{section}'.", nameof(section));
        }
        writer.Flush();
        return memory.ToArray();
    }

    public static LeadModel Read(Dictionary<string, ReadOnlyMemory<byte>> sections, string sha256)
    {
        var schema = LeadSchemaFile.Parse(sections["schema"].Span, "schema");
        var encoder = ReadEncoder(Reader("encoder"), schema);
        var binner = ReadBins(Reader("bins"), encoder);
        var (bias, additive) = ReadAdditive(Reader("additive"), binner);
        var ensemble = new TreeEnsemble { Binner = binner, Bias = bias, Additive = additive, Trees = ReadTrees(Reader("trees"), binner) };
        var calibrator = Calibrator.Read(Reader("calibrator"));
        var (grades, reference) = ReadReference(Reader("reference"));
        var origin = JsonSerializer.Deserialize(sections["origin"].Span, OriginJson.Default.ModelOrigin) ?? throw new InvalidDataException("The origin is empty.");
        return new LeadModel(encoder, ensemble, calibrator, grades, reference, origin) { Sha256 = sha256 };

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

    static FeatureBinner ReadBins(BinaryReader reader, LeadEncoder encoder)
    {
        var kinds = encoder.Features.Select(f => new FeatureKind(f.IsCategory, f.CodeCount)).ToArray();
        var thresholds = new float[kinds.Length][];
        for (var f = 0; f < kinds.Length; f++)
        {
            thresholds[f] = ReadArray(reader, 254, reader.ReadSingle);
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

    static (double, AdditiveTerms?) ReadAdditive(BinaryReader reader, FeatureBinner binner)
    {
        var bias = Finite(reader.ReadDouble(), "bias");
        if (!reader.ReadBoolean()) return (bias, null);
        var tables = new double[binner.FeatureCount][];
        for (var f = 0; f < tables.Length; f++)
        {
            tables[f] = ReadArray(reader, 256, () => Finite(reader.ReadDouble(), "additive term"));
            Require(tables[f].Length == 0 || tables[f].Length == binner.BinCount(f), "an additive table has another length than its bins");
        }
        return (bias, new AdditiveTerms(tables));
    }

    static void WriteTrees(BinaryWriter writer, IReadOnlyList<DecisionTree> trees)
    {
        writer.Write(trees.Count);
        foreach (var tree in trees)
        {
            writer.Write((byte)tree.NodeCount);
            for (var node = 0; node < tree.NodeCount; node++)
            {
                writer.Write(tree.Feature[node]);
                writer.Write((byte)((tree.MissingLeft[node] ? 1 : 0) | (tree.SetStart[node] >= 0 ? 2 : 0)));
                if (tree.SetStart[node] >= 0)
                    for (var word = 0; word < DecisionTree.WordsPerSet; word++) writer.Write(tree.CategorySets[tree.SetStart[node] + word]);
                else writer.Write(tree.SplitBin[node]);
                writer.Write((short)tree.Left[node]);
                writer.Write((short)tree.Right[node]);
                writer.Write(tree.Cover[node]);
                writer.Write(tree.Gain[node]);
            }
            for (var leaf = 0; leaf <= tree.NodeCount; leaf++)
            {
                writer.Write(tree.LeafValue[leaf]);
                writer.Write(tree.LeafCover[leaf]);
            }
        }
    }

    static DecisionTree[] ReadTrees(BinaryReader reader, FeatureBinner binner)
    {
        var trees = new DecisionTree[Count(reader, MostTrees, "trees")];
        for (var t = 0; t < trees.Length; t++) trees[t] = ReadTree(reader, binner);
        return trees;
    }

    static DecisionTree ReadTree(BinaryReader reader, FeatureBinner binner)
    {
        int nodes = reader.ReadByte();
        var feature = new int[nodes];
        var threshold = new float[nodes];
        var bin = new byte[nodes];
        var missingLeft = new bool[nodes];
        var missingBin = new byte[nodes];
        var setStart = new int[nodes];
        var sets = new List<ulong>();
        int[] left = new int[nodes], right = new int[nodes];
        var cover = new double[nodes];
        var gain = new float[nodes];
        for (var node = 0; node < nodes; node++)
        {
            feature[node] = reader.ReadInt32();
            Require(feature[node] >= 0 && feature[node] < binner.FeatureCount, "a split asks a feature that does not exist");
            var flags = reader.ReadByte();
            missingLeft[node] = (flags & 1) != 0;
            missingBin[node] = (byte)binner.MissingBin(feature[node]);
            var isCategory = (flags & 2) != 0;
            Require(isCategory == binner.Kinds[feature[node]].IsCategory, "a split is of another kind than its feature");
            setStart[node] = isCategory ? sets.Count : -1;
            if (isCategory)
            {
                for (var word = 0; word < DecisionTree.WordsPerSet; word++) sets.Add(reader.ReadUInt64());
            }
            else
            {
                bin[node] = reader.ReadByte();
                var edges = binner.Thresholds(feature[node]);
                Require(bin[node] <= edges.Length, "a split lies past the last bin");
                threshold[node] = bin[node] < edges.Length ? edges[bin[node]] : float.PositiveInfinity;
            }
            left[node] = reader.ReadInt16();
            right[node] = reader.ReadInt16();
            cover[node] = Finite(reader.ReadDouble(), "cover");
            gain[node] = reader.ReadSingle();
        }
        RequireTree(nodes, left, right);
        var leafValue = new double[nodes + 1];
        var leafCover = new double[nodes + 1];
        for (var leaf = 0; leaf <= nodes; leaf++)
        {
            leafValue[leaf] = Finite(reader.ReadDouble(), "leaf value");
            leafCover[leaf] = Finite(reader.ReadDouble(), "leaf cover");
        }
        return new DecisionTree
        {
            Feature = feature,
            Threshold = threshold,
            SplitBin = bin,
            MissingLeft = missingLeft,
            MissingBin = missingBin,
            SetStart = setStart,
            CategorySets = [.. sets],
            Left = left,
            Right = right,
            Cover = cover,
            Gain = gain,
            LeafValue = leafValue,
            LeafCover = leafCover,
        };
    }

    // Every node but the root and every leaf has exactly one parent, and a parent comes before its children: so no walk is endless.
    static void RequireTree(int nodes, int[] left, int[] right)
    {
        var nodeSeen = new bool[nodes];
        var leafSeen = new bool[nodes + 1];
        for (var node = 0; node < nodes; node++)
        {
            foreach (var child in (ReadOnlySpan<int>)[left[node], right[node]])
            {
                if (child >= 0)
                {
                    Require(child > node && child < nodes && !nodeSeen[child], "a tree's nodes are not in order");
                    nodeSeen[child] = true;
                }
                else
                {
                    Require(~child <= nodes && !leafSeen[~child], "a tree's leaves are not in order");
                    leafSeen[~child] = true;
                }
            }
        }
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

    static (GradeScale, ReferenceLeads) ReadReference(BinaryReader reader)
    {
        var grades = new GradeScale(Probability(), Probability(), Probability());
        Require(grades.A >= grades.B && grades.B >= grades.C, "grade thresholds do not descend");
        var quantiles = Ascending();
        var edges = Ascending();
        var low = Ascending();
        var high = Ascending();
        Require(quantiles.Length > 0 && edges.Length > 0 && low.Length == edges.Length && high.Length == edges.Length, "reference leads have other lengths");
        return (grades, new ReferenceLeads(quantiles, edges, low, high));

        double Probability()
        {
            var value = reader.ReadDouble();
            Require(value is >= 0 and <= 1, "a probability is outside 0 to 1");
            return value;
        }

        double[] Ascending()
        {
            var values = ReadArray(reader, 100_000, Probability);
            for (var i = 1; i < values.Length; i++) Require(values[i] >= values[i - 1], "reference probabilities do not ascend");
            return values;
        }
    }

    static void WriteArray<T>(BinaryWriter writer, ReadOnlySpan<T> values, Action<T> write)
    {
        writer.Write(values.Length);
        foreach (var value in values) write(value);
    }

    static T[] ReadArray<T>(BinaryReader reader, int most, Func<T> read)
    {
        var values = new T[Count(reader, most, "values")];
        for (var i = 0; i < values.Length; i++) values[i] = read();
        return values;
    }

    static int Count(BinaryReader reader, int most, string what)
    {
        var count = reader.ReadInt32();
        // A count can never exceed the bytes that are left.
        if (count < 0 || count > most || count > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new InvalidDataException($"The number of {what} is out of range.");
        return count;
    }

    static double Finite(double value, string what) =>
        double.IsFinite(value) ? value : throw new InvalidDataException($"A {what} is not a finite number.");

    static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException($"In the model, {otherwise}.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelOrigin))]
sealed partial class OriginJson : JsonSerializerContext;
