using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>One column's change.</summary>
/// <param name="Column">The column.</param>
/// <param name="Before">Its value now; null for missing.</param>
/// <param name="After">The value that it would have.</param>
/// <param name="Shift">How far it goes: the share of training leads between the two values of a number; 1 for another category or for an answer that was missing.</param>
public sealed record ProposedChange(string Column, string? Before, string After, double Shift);

/// <summary>A change that reaches what was wanted.</summary>
/// <param name="Changes">One column or two; none where the lead is there already.</param>
/// <param name="Lead">The lead so changed.</param>
public sealed record ReachingChange(IReadOnlyList<ProposedChange> Changes, EncodedLead Lead)
{
    /// <summary>Columns first, then shifts: what the search makes smallest.</summary>
    public double Cost => Changes.Sum(c => 1 + c.Shift);
}

/// <summary>
/// The smallest change in actionable columns that brings a lead to a probability: fewest columns, then the smallest sum of shifts; one column or two. Values are such as
/// training leads had, at most 32 a column. Columns that are not actionable are never touched, and a column with a known direction never goes against it. What it finds
/// is where leads like this stood in the past, not what the change would bring about.
/// </summary>
public static class ChangeSearch
{
    const int RowsAtOnce = 512;

    readonly record struct Candidate(int Feature, float Encoded, string Text, double Shift);

    /// <summary>The smallest change; null where no single or pair of changes reaches the probability.</summary>
    /// <param name="probability">Wanted at least, 0 to 1.</param>
    /// <param name="actionable">The columns that may change; null for those that the schema marks.</param>
    /// <exception cref="LeadPredictException">No column is actionable (LP0183), the model uses none of such a name (LP0181) or does not keep its leads' values (LP0182).</exception>
    public static ReachingChange? Find(EncodedLead lead, double probability, IReadOnlyCollection<string>? actionable = null)
    {
        var features = Actionable(lead, actionable);
        if (lead.Prediction.Probability >= probability) return new ReachingChange([], lead);
        var singles = features.SelectMany(f => Candidates(lead, f)).ToList();
        if (Smallest(lead, [.. singles.Select(c => new[] { c })], probability) is { } single) return single;

        var pairs = new List<Candidate[]>();
        for (var i = 0; i < singles.Count; i++)
            for (var j = i + 1; j < singles.Count; j++)
                if (singles[i].Feature != singles[j].Feature) pairs.Add([singles[i], singles[j]]);
        return Smallest(lead, pairs, probability);
    }

    static List<int> Actionable(EncodedLead lead, IReadOnlyCollection<string>? named)
    {
        var encoder = lead.Model.Encoder;
        if (named is null)
        {
            var marked = Enumerable.Range(0, encoder.FeatureCount).Where(f => encoder.Features[f].Column.Actionable).ToList();
            return marked.Count > 0 ? marked : throw ServingErrors.NothingActionable();
        }
        return [.. named.Select(name => lead.FeatureOf(name) is var f and >= 0 ? f : throw ServingErrors.NoSuchColumn(name)).Distinct().Order()];
    }

    static IEnumerable<Candidate> Candidates(EncodedLead lead, int feature)
    {
        var column = lead.Model.Encoder.Features[feature].Column;
        var now = lead.Row[feature];
        var values = LeadValues.Of(lead.Model, feature, now);
        var rank = LeadValues.RankOf(values, now);
        foreach (var value in values)
        {
            if (value.Encoded.Equals(now)) continue;
            // Against its direction a column cannot help.
            if (column.Monotone == Monotonicity.Increasing && value.Encoded < now || column.Monotone == Monotonicity.Decreasing && value.Encoded > now) continue;
            yield return new Candidate(feature, value.Encoded, value.Text, column.Kind == ColumnKind.Number && !float.IsNaN(now) ? Math.Abs(value.Rank - rank) : 1);
        }
    }

    // Cheapest first, a block of rows at a time, and the first that crosses is it.
    static ReachingChange? Smallest(EncodedLead lead, List<Candidate[]> changes, double probability)
    {
        changes.Sort((a, b) => Cost(a).CompareTo(Cost(b)) is var byCost and not 0 ? byCost : InOrder(a, b));
        var (scorer, features) = (lead.Model.Scorer, lead.Row.Length);
        var rows = new float[RowsAtOnce * features];
        var logOdds = new double[RowsAtOnce];
        for (var start = 0; start < changes.Count; start += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, changes.Count - start);
            for (var i = 0; i < count; i++)
            {
                lead.Row.CopyTo(rows.AsSpan(i * features));
                foreach (var change in changes[start + i]) rows[i * features + change.Feature] = change.Encoded;
            }
            scorer.LogOdds(rows.AsSpan(0, count * features), logOdds.AsSpan(0, count));
            for (var i = 0; i < count; i++)
                if (lead.Model.Calibrator.Calibrate(logOdds[i]) >= probability) return Reached(lead, changes[start + i]);
        }
        return null;
    }

    static double Cost(Candidate[] change)
    {
        double cost = 0;
        foreach (var candidate in change) cost += 1 + candidate.Shift;
        return cost;
    }

    static int InOrder(Candidate[] a, Candidate[] b)
    {
        for (var i = 0; i < a.Length; i++)
            if ((a[i].Feature, a[i].Encoded).CompareTo((b[i].Feature, b[i].Encoded)) is var order and not 0) return order;
        return 0;
    }

    static ReachingChange Reached(EncodedLead lead, Candidate[] change)
    {
        var encoder = lead.Model.Encoder;
        var changes = change.Select(c => new ProposedChange(encoder.Features[c.Feature].Column.Name, lead.Shown(c.Feature), c.Text, c.Shift)).ToList();
        return new ReachingChange(changes, lead.With(changes.Select(c => KeyValuePair.Create(c.Column, new GivenField(c.After)))));
    }
}
