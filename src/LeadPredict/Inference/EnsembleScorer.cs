using System.Buffers;
using System.Runtime.CompilerServices;
using LeadPredict.Boosting;

namespace LeadPredict.Inference;

/// <summary>
/// Scores encoded rows with an ensemble, the same log-odds as <see cref="TreeEnsemble.LogOdds(ReadOnlySpan{float})"/> to the bit, many times faster: it finds
/// each value's bin once and reads from tables what the bin rules out in all trees (<see cref="LeafMasks"/>). Allocates nothing a row. Immutable, thread safe.
/// </summary>
public sealed class EnsembleScorer
{
    /// <summary>Tables that would be larger are not made, and trees are walked instead. A model of 3,000 trees and 200 columns needs about a tenth.</summary>
    const long MostBytes = 256L << 20;
    /// <summary>Slots whose scratch stays on the stack.</summary>
    const int FewSlots = 1024;
    const int RowsPerPass = 128;

    readonly int[] _features;
    readonly RowBinner _binner;
    readonly LeafMasks? _masks;
    // First entry of each slot's additive terms; slots that add nothing share a run of zeros, since the plain walk adds those too.
    readonly int[] _termStart = [];
    readonly double[] _terms = [];

    /// <summary>Prepares the tables: about 64 bytes a node, and four bytes for each bin and 16 trees.</summary>
    public EnsembleScorer(TreeEnsemble ensemble) : this(ensemble, MostBytes)
    {
    }

    internal EnsembleScorer(TreeEnsemble ensemble, long mostBytes)
    {
        Ensemble = ensemble;
        _features = UsedFeatures(ensemble);
        _binner = new RowBinner(ensemble.Binner, _features);
        _masks = LeafMasksBuilder.Build(ensemble, _features, mostBytes);
        if (ensemble.Additive is { } additive) (_termStart, _terms) = Terms(additive, _features);
    }

    // Every feature that some tree or term asks. Where there are terms, all of them: the plain walk adds a 0 for the others.
    static int[] UsedFeatures(TreeEnsemble ensemble)
    {
        if (ensemble.Additive is not null) return [.. Enumerable.Range(0, ensemble.FeatureCount)];
        var used = new bool[ensemble.FeatureCount];
        foreach (var tree in ensemble.Trees)
            foreach (var f in tree.Feature) used[f] = true;
        return [.. Enumerable.Range(0, used.Length).Where(f => used[f])];
    }

    static (int[], double[]) Terms(AdditiveTerms additive, int[] features)
    {
        var start = new int[features.Length];
        var terms = new List<double>(new double[256]);
        foreach (var f in features)
        {
            var table = additive.Table(f);
            if (table.Length == 0) continue;
            start[f] = terms.Count;
            terms.AddRange(table);
        }
        return (start, [.. terms]);
    }

    /// <summary>What is scored.</summary>
    public TreeEnsemble Ensemble { get; }

    /// <summary>Number of features F.</summary>
    public int FeatureCount => Ensemble.FeatureCount;

    /// <summary>Bytes that the tables take.</summary>
    public long Bytes => _binner.Bytes + 8 * _terms.LongLength + (_masks?.Bytes ?? 0);

    /// <summary>Whether the tables were small enough to be made.</summary>
    internal bool HasTables => _masks is not null;

    /// <summary>The log-odds of one encoded row.</summary>
    /// <param name="row">Length F, NaN is missing.</param>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    public double LogOdds(ReadOnlySpan<float> row)
    {
        if (row.Length != FeatureCount) throw new ArgumentException($"A row has {FeatureCount} values, not {row.Length}.", nameof(row));
        if (_masks is null) return Ensemble.LogOdds(row);
        return _features.Length <= FewSlots ? OnStack(row) : OnPool(row);
    }

    [SkipLocalsInit]
    double OnStack(ReadOnlySpan<float> row)
    {
        Span<byte> bins = stackalloc byte[FewSlots];
        Span<int> starts = stackalloc int[FewSlots + 1];
        return LogOdds(row, bins[.._features.Length], starts);
    }

    double OnPool(ReadOnlySpan<float> row)
    {
        var bins = ArrayPool<byte>.Shared.Rent(_features.Length);
        var starts = ArrayPool<int>.Shared.Rent(_features.Length + 1);
        var logOdds = LogOdds(row, bins.AsSpan(0, _features.Length), starts);
        ArrayPool<byte>.Shared.Return(bins);
        ArrayPool<int>.Shared.Return(starts);
        return logOdds;
    }

    double LogOdds(ReadOnlySpan<float> row, Span<byte> bins, Span<int> starts)
    {
        _binner.Bin(row, bins);
        return MaskKernel.Add(_masks!, bins, starts, Start(bins));
    }

    double Start(ReadOnlySpan<byte> bins)
    {
        var sum = Ensemble.Bias;
        for (var slot = 0; slot < _termStart.Length; slot++) sum += _terms[_termStart[slot] + bins[slot]];
        return sum;
    }

    /// <summary>The log-odds of many encoded rows, on the calling thread; rows may be split among threads at will.</summary>
    /// <param name="rows">Row-major, n rows of length F, NaN is missing.</param>
    /// <param name="logOddsOut">Length n.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void LogOdds(ReadOnlySpan<float> rows, Span<double> logOddsOut)
    {
        if (rows.Length != (long)logOddsOut.Length * FeatureCount)
            throw new ArgumentException($"{logOddsOut.Length} rows have {(long)logOddsOut.Length * FeatureCount} values, not {rows.Length}.", nameof(rows));
        if (_masks is null)
        {
            for (var i = 0; i < logOddsOut.Length; i++) logOddsOut[i] = Ensemble.LogOdds(rows.Slice(i * FeatureCount, FeatureCount));
            return;
        }
        var slots = _features.Length;
        var bins = ArrayPool<byte>.Shared.Rent(slots);
        var entries = ArrayPool<int>.Shared.Rent(RowsPerPass * (slots + 1));
        for (var first = 0; first < logOddsOut.Length; first += RowsPerPass)
        {
            var pass = logOddsOut.Slice(first, Math.Min(RowsPerPass, logOddsOut.Length - first));
            for (var i = 0; i < pass.Length; i++)
            {
                _binner.Bin(rows.Slice((first + i) * FeatureCount, FeatureCount), bins);
                var ofRow = entries.AsSpan(i * (slots + 1), slots + 1);
                _masks.SlotStart.CopyTo(ofRow);
                for (var slot = 0; slot < slots; slot++) ofRow[slot] += bins[slot];
                pass[i] = Start(bins);
            }
            MaskKernel.Add(_masks, entries.AsSpan(0, pass.Length * (slots + 1)), pass);
        }
        ArrayPool<byte>.Shared.Return(bins);
        ArrayPool<int>.Shared.Return(entries);
    }
}
