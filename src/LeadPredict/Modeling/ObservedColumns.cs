using LeadPredict.Boosting;

namespace LeadPredict.Modeling;

/// <summary>A bin that training leads fell into.</summary>
/// <param name="Bin">The bin; the feature's last one is "missing".</param>
/// <param name="Rows">How many of the sampled leads.</param>
/// <param name="Low">Lowest encoded value seen in it; NaN for missing.</param>
/// <param name="High">Highest.</param>
public readonly record struct ObservedBin(byte Bin, int Rows, float Low, float High);

/// <summary>
/// Which values the training leads had, feature by feature, over a sample of them: what a search for changes may propose, and how likely an answer is that is not known
/// yet. Immutable, thread safe.
/// </summary>
public sealed class ObservedColumns
{
    const int MostRows = 20_000;
    readonly ObservedBin[][] _bins;

    /// <summary>For each feature the bins that were seen, ascending.</summary>
    public ObservedColumns(ObservedBin[][] bins) => _bins = bins;

    /// <summary>Number of features F.</summary>
    public int FeatureCount => _bins.Length;

    /// <summary>The bins of a feature that were seen, ascending.</summary>
    public ReadOnlySpan<ObservedBin> this[int feature] => _bins[feature];

    /// <param name="rows">The training rows; every n-th is looked at where there are many.</param>
    internal static ObservedColumns Of(FeatureBinner binner, TrainingSet set, int[] rows)
    {
        var sampled = Math.Min(rows.Length, MostRows);
        var counts = new int[binner.FeatureCount, 256];
        var low = new float[binner.FeatureCount, 256];
        var high = new float[binner.FeatureCount, 256];
        var row = new float[binner.FeatureCount];
        for (var i = 0; i < sampled; i++)
        {
            set.CopyRow(rows[(int)((long)i * rows.Length / sampled)], row);
            for (var f = 0; f < row.Length; f++)
            {
                var bin = binner.Bin(f, row[f]);
                var isFirst = counts[f, bin]++ == 0;
                low[f, bin] = isFirst ? row[f] : Math.Min(low[f, bin], row[f]);
                high[f, bin] = isFirst ? row[f] : Math.Max(high[f, bin], row[f]);
            }
        }
        return new ObservedColumns([.. Enumerable.Range(0, row.Length).Select(f => Enumerable.Range(0, 256)
            .Where(bin => counts[f, bin] > 0).Select(bin => new ObservedBin((byte)bin, counts[f, bin], low[f, bin], high[f, bin])).ToArray())]);
    }

    internal void Write(BinaryWriter writer)
    {
        foreach (var feature in _bins)
        {
            writer.Write(feature.Length);
            foreach (var bin in feature)
            {
                writer.Write(bin.Bin);
                writer.Write(bin.Rows);
                writer.Write(bin.Low);
                writer.Write(bin.High);
            }
        }
    }

    internal static ObservedColumns Read(BinaryReader reader, FeatureBinner binner)
    {
        var features = new ObservedBin[binner.FeatureCount][];
        for (var f = 0; f < features.Length; f++)
        {
            var count = reader.ReadInt32();
            ModelSections.Require(count >= 0 && count <= binner.BinCount(f), "a feature was seen in more bins than it has");
            features[f] = new ObservedBin[count];
            for (var i = 0; i < count; i++)
            {
                var bin = features[f][i] = new ObservedBin(reader.ReadByte(), reader.ReadInt32(), reader.ReadSingle(), reader.ReadSingle());
                ModelSections.Require(bin.Rows > 0 && (i == 0 || bin.Bin > features[f][i - 1].Bin), "observed bins do not ascend");
                ModelSections.Require(bin.Bin == binner.Bin(f, bin.Low) && bin.Bin == binner.Bin(f, bin.High), "an observed value is in another bin");
            }
        }
        ModelSections.Require(reader.BaseStream.Position == reader.BaseStream.Length, "the observed values go on after the last feature");
        return new ObservedColumns(features);
    }
}
