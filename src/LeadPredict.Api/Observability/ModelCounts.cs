using System.Diagnostics.Metrics;
using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.Api.Observability;

/// <summary>
/// What one model name was asked and answered: leads, their probabilities, and for each of its columns how often the value was missing or a category unknown.
/// That is where data that drifts away from the model shows first. Only the model's own columns are counted, so a caller cannot make new series. Thread safe.
/// </summary>
sealed class ModelCounts(string name, Histogram<double> probabilities)
{
    /// <summary>Probabilities fall into twentieths.</summary>
    public const int Buckets = 20;

    const int Leads = 0, Rejected = 1, Sum = 2, First = 3, Columns = First + Buckets;

    readonly Lock _turning = new();
    readonly KeyValuePair<string, object?> _tag = new("model", name);
    readonly double[] _pastFixed = new double[Columns];
    readonly Dictionary<string, (long Missing, long Unknown)> _pastColumns = new(StringComparer.Ordinal);
    Tally? _now, _before;
    long _plainLeads, _plainRejected;

    public string Name => name;

    /// <summary>One lead was answered; the engine still holds it.</summary>
    public void Scored(PredictionEngine engine, double probability)
    {
        var tally = Volatile.Read(ref _now);
        if (tally is null || !ReferenceEquals(tally.Encoder, engine.Model.Encoder)) tally = TallyOf(engine.Model.Encoder);
        if (probabilities.Enabled) probabilities.Record(probability, _tag);
        using var held = tally.Counters.Take();
        var counters = held.Counters;
        counters[Leads]++;
        counters[First + Math.Clamp((int)Math.Ceiling(probability * Buckets) - 1, 0, Buckets - 1)]++;
        counters[Sum] = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(counters[Sum]) + probability);
        var statuses = engine.Statuses;
        var columns = counters[Columns..];
        for (var f = 0; f < statuses.Length; f++)
            if (statuses[f] is FieldStatus.Missing or FieldStatus.UnknownCategory) columns[2 * f + (statuses[f] == FieldStatus.Missing ? 0 : 1)]++;
    }

    /// <summary>A file's worth of leads was answered and refused; of these only the number is known.</summary>
    public void Add(long scored, long rejected)
    {
        if (scored > 0) Interlocked.Add(ref _plainLeads, scored);
        if (rejected > 0) Interlocked.Add(ref _plainRejected, rejected);
    }

    // While a model is replaced, requests that began with the old one still count for it. The one before that adds to the past.
    Tally TallyOf(LeadEncoder encoder)
    {
        lock (_turning)
        {
            if (_now is not null && ReferenceEquals(_now.Encoder, encoder)) return _now;
            if (_before is not null && ReferenceEquals(_before.Encoder, encoder)) (_now, _before) = (_before, _now);
            else
            {
                if (_before is { } past) Keep(past);
                (_now, _before) = (new Tally(encoder), _now);
            }
            return _now!;
        }
    }

    void Keep(Tally past)
    {
        for (var i = 0; i < Columns; i++) _pastFixed[i] += past.Fixed(i);
        for (var f = 0; f < past.Encoder.FeatureCount; f++)
        {
            var column = past.Encoder.Features[f].Column.Name;
            var (missing, unknown) = _pastColumns.GetValueOrDefault(column);
            _pastColumns[column] = (missing + past.Missing(f), unknown + past.Unknown(f));
        }
    }

    /// <summary>All of it, of the live model and those before it.</summary>
    public Totals Read()
    {
        lock (_turning)
        {
            var all = (double[])_pastFixed.Clone();
            var columns = new SortedDictionary<string, (long Missing, long Unknown, bool Category)>(StringComparer.Ordinal);
            foreach (var tally in (ReadOnlySpan<Tally?>)[_before, _now])
            {
                if (tally is null) continue;
                for (var i = 0; i < Columns; i++) all[i] += tally.Fixed(i);
                for (var f = 0; f < tally.Encoder.FeatureCount; f++)
                {
                    var feature = tally.Encoder.Features[f];
                    var (missing, unknown) = columns.TryGetValue(feature.Column.Name, out var so) ? (so.Missing, so.Unknown) : _pastColumns.GetValueOrDefault(feature.Column.Name);
                    columns[feature.Column.Name] = (missing + tally.Missing(f), unknown + tally.Unknown(f), feature.IsCategory);
                }
            }
            return new Totals(
                (long)all[Leads] + Interlocked.Read(ref _plainLeads), (long)all[Rejected] + Interlocked.Read(ref _plainRejected),
                [.. all.AsSpan(First, Buckets).ToArray().Select(n => (long)n)], all[Sum], [.. columns.Select(c => new ColumnTotals(c.Key, c.Value.Missing, c.Value.Unknown, c.Value.Category))]);
        }
    }

    /// <param name="Histogram">Leads by twentieths of probability, not cumulated.</param>
    /// <param name="Sum">Sum of the probabilities in the histogram.</param>
    public sealed record Totals(long Leads, long Rejected, IReadOnlyList<long> Histogram, double Sum, IReadOnlyList<ColumnTotals> Columns);

    /// <summary>One column of the live model or the one before it.</summary>
    public sealed record ColumnTotals(string Column, long Missing, long Unknown, bool IsCategory);

    /// <summary>The counters of one loaded model; its encoder says which, and is small beside the trees, which may go.</summary>
    sealed class Tally(LeadEncoder encoder)
    {
        public LeadEncoder Encoder => encoder;

        public StripedCounters Counters { get; } = new(Columns + 2 * encoder.FeatureCount);

        public double Fixed(int i) => i == Sum ? Counters.SumOfDoubles(i) : Counters.Sum(i);

        public long Missing(int feature) => Counters.Sum(Columns + 2 * feature);

        public long Unknown(int feature) => Counters.Sum(Columns + 2 * feature + 1);
    }
}
