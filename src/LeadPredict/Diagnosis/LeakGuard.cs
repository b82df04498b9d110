using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>
/// Looks for columns that know the outcome because they were written with it or after it. Tests that need no declaration come first; a name that
/// tells of such a column lowers what the statistics must show. A function of its arguments: the same findings for any number of threads.
/// </summary>
public static class LeakGuard
{
    const int LeastOfClass = 5;
    // What a suspicious name must show beside it: that the column tells the outcome at all, or tells it well.
    const double NamedAuc = 0.52;
    const double MaybeNamedAuc = 0.7;

    /// <summary>The findings, in the order of the columns; at most one a column.</summary>
    /// <param name="table">Only its features are looked at; a sample of many rows.</param>
    /// <param name="profile">The profile of the same files, which knows the open leads too; null leaves that test out.</param>
    public static IReadOnlyList<LeakFinding> Inspect(LeadTable table, TableProfile? profile = null, LeakGuardOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new();
        var features = Enumerable.Range(0, table.Schema.Columns.Count).Where(i => table.Schema.Columns[i].Role == ColumnRole.Feature).ToArray();
        var positives = table.Labels.Count(l => l == 1);
        if (features.Length == 0 || Math.Min(positives, table.RowCount - positives) < LeastOfClass) return [];

        var sample = new GuardSample(table, features.Length, options.Seed);
        var open = OpenLeadTest.Find(table, profile);
        var unlike = OpenValueTest.Find(table, profile);
        var aggregates = new AggregateTests(table);
        var columns = new ColumnCells[features.Length];
        var suspicions = new Suspicion?[features.Length];
        Parallel.For(0, features.Length, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : -1 }, f =>
        {
            var column = new ColumnCells(table, features[f], sample);
            suspicions[f] = Alone(table, features[f], column, sample, open, unlike, aggregates);
            columns[f] = column.Kept();
        });

        var free = Enumerable.Range(0, features.Length).Where(f => suspicions[f] is null).ToArray();
        foreach (var (at, suspicion) in RestComparison.Find([.. free.Select(f => columns[f])], sample)) suspicions[free[at]] = suspicion;

        free = [.. free.Where(f => suspicions[f] is null)];
        foreach (var (at, suspicion) in MadeFromOutcomeTest.Find([.. free.Select(f => columns[f])], sample)) suspicions[free[at]] = suspicion;
        var convicted = Enumerable.Range(0, features.Length).Where(f => suspicions[f] is { Weak: false }).Select(f => (table.Schema.Columns[features[f]].Name, columns[f])).ToArray();
        foreach (var f in free) suspicions[f] ??= OutcomeTests.Strong(columns[f]) ?? FilledTogetherTest.Find(columns[f], convicted);

        var findings = new List<LeakFinding>();
        for (var f = 0; f < features.Length; f++)
        {
            var name = table.Schema.Columns[features[f]].Name;
            if (suspicions[f] is not { } suspicion) continue;
            var trusted = options.Trusted.Contains(name, StringComparer.OrdinalIgnoreCase);
            if (trusted && !suspicion.Overwhelming) continue;
            var action = options.Allow.Contains(name, StringComparer.OrdinalIgnoreCase) ? LeakAction.Allowed : trusted || suspicion.Weak ? LeakAction.Reported : LeakAction.Quarantined;
            var auc = columns[f].Auc;
            findings.Add(new LeakFinding(name, suspicion.Kind, action, suspicion.Evidence, auc.Value, auc.Low, auc.High));
        }
        return findings;
    }

    // The tests that say most come first; one finding a column is enough.
    static Suspicion? Alone(LeadTable table, int at, ColumnCells column, GuardSample sample, Dictionary<int, Suspicion> open, Dictionary<int, Suspicion> unlike, AggregateTests aggregates) =>
        aggregates.OfOutcomes(at)
        ?? TimeTests.Order(table, at, column, sample)
        ?? OutcomeTests.OfMissing(column, sample)
        ?? OutcomeTests.OfUsualValue(column, sample)
        ?? open.GetValueOrDefault(at)
        ?? OpenValueTest.Of(unlike.GetValueOrDefault(at), column)
        ?? TimeTests.DatedAfter(table, at, column, sample)
        ?? OutcomeTests.NearCopy(column, sample)
        ?? OutcomeTests.TooGood(column)
        ?? BothEndsTest.Find(column, sample)
        ?? TimeTests.Gap(table, column, sample)
        ?? Named(table.Schema.Columns[at].Name, column);

    static Suspicion? Named(string name, ColumnCells column)
    {
        var least = LeakNames.Of(name) switch
        {
            LeakNames.Strength.Much => NamedAuc,
            LeakNames.Strength.Some => MaybeNamedAuc,
            _ => double.PositiveInfinity,
        };
        return column.Auc.Low < least ? null : new(LeakKind.Name, $"its name is that of a column kept up while or after the lead is decided, and {Suspicion.Alone(column.Auc)}");
    }
}
