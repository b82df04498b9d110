using LeadPredict.Data;
using LeadPredict.Diagnosis.Crm;

namespace LeadPredict.Diagnosis;

/// <summary>
/// Looks at a file before anybody trains on it: what is in it, what is wrong with it, what would leak, and what its amount supports. Reads the
/// file three times and keeps no row. Thread safe.
/// </summary>
public static class DataDoctor
{
    const int LeastRows = 20;
    const int LeastOfClass = 5;

    /// <param name="options">As for training; without a label that is given or known by its name, leaks and amount are left out, with a note.</param>
    /// <param name="progress">Told every 10,000 rows.</param>
    /// <exception cref="LeadPredictException">The file cannot be read, or what the options say of its columns does not fit (LP01xx).</exception>
    public static DoctorReport Examine(LeadFile file, SchemaInferenceOptions? options = null, IProgress<ReadingProgress>? progress = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        options = (options ?? new()) with { LabelRequired = false };
        var profile = TableProfile.Scan(file, progress: progress, ct: ct);
        var crm = CrmProfile.Recognise([.. profile.Columns.Select(c => c.Name)]);
        var schema = WithSentinels(CrmSchema.Infer(profile, options, crm, out var canonical), profile);

        var notes = profile.Notes.Select(n => n.ToString()).ToList();
        var problems = new List<DataProblem>();
        if (profile.RowsRejected > 0)
            problems.Add(new(ProblemKind.RejectedRows, null, profile.RowsRejected, Suspicion.Text($"{profile.RowsRejected:N0} of {profile.RowsRead:N0} rows cannot be read, the first: {profile.Rejected[0]}")));
        problems.AddRange(RowProblems.Find(file, schema, profile, ct));
        for (var i = 0; i < schema.Columns.Count; i++)
        {
            if (crm is not null && canonical[i] is { } name && crm.Inverted.Contains(name) && CrmSchema.IsZeroAndOne(profile.Columns[i]))
                problems.Add(new(ProblemKind.InvertedBoolean, profile.Columns[i].Name, profile.Columns[i].Values, $"{crm.Name} writes 0 for yes and 1 for no, and 0 where nobody chose: the schema turns it round and takes 0 as missing."));
            problems.AddRange(ColumnProblems.Of(profile.Columns[i], schema.Columns[i]));
        }

        IReadOnlyList<LeakFinding> leaks = [];
        DataSufficiency? sufficiency = null;
        if (schema.Single(ColumnRole.Label) is null) notes.Add("No outcome was found by its name, so nothing is said of leaks or of the amount. Name it with --label.");
        else
        {
            var table = LeadTableReader.Read([file], schema, progress, profile.Rows, ct);
            leaks = [.. KnownByName(schema), .. LeakGuard.Inspect(table, profile, new() { Allow = options.Allow }, ct)];
            schema = Quarantine.Apply(schema, leaks);
            var positives = table.Labels.Count(l => l == 1);
            sufficiency = new(table.RowCount, positives, schema.Columns.Count(c => c.Role == ColumnRole.Feature));
            if (Little(sufficiency) is { } little) problems.Add(new(ProblemKind.LittleData, null, table.RowCount, little));
        }
        return new DoctorReport
        {
            Source = file.Path,
            Crm = crm?.Name,
            RowsRead = profile.RowsRead,
            RowsRejected = profile.RowsRejected,
            Columns = [.. schema.Columns.Select((c, i) => Describe(profile.Columns[i], c, canonical[i]))],
            Problems = problems,
            Leaks = leaks,
            Sufficiency = sufficiency,
            Schema = schema,
            Notes = notes,
        };
    }

    static LeadSchema WithSentinels(LeadSchema schema, TableProfile profile) => schema with
    {
        Columns = [.. schema.Columns.Select((c, i) =>
            c.Role == ColumnRole.Feature && ColumnProblems.Sentinel(profile.Columns[i], c) is var (text, _) ? c with { MissingCodes = [.. c.MissingCodes ?? [], text] } : c)],
    };

    // What inference left out by its exact name would leak too, and the person should hear of it here.
    static IEnumerable<LeakFinding> KnownByName(LeadSchema schema) =>
        schema.Columns.Where(c => c is { Role: ColumnRole.Excluded, KnownAt: KnownAt.Outcome, ExcludedBecause: not null } && !c.ExcludedBecause.StartsWith("permission", StringComparison.Ordinal))
            .Select(c => new LeakFinding(c.Name, LeakKind.Name, LeakAction.Quarantined, c.ExcludedBecause!, double.NaN, double.NaN, double.NaN));

    static ColumnDescription Describe(ColumnProfile profile, LeadColumn column, string? canonical)
    {
        var isNumber = column is { Kind: ColumnKind.Number, Personal: false };
        return new(column, canonical, profile.Rows == 0 ? 0 : (double)profile.Missing / profile.Rows, profile.Distinct,
            isNumber ? profile.Min : double.NaN, isNumber ? profile.Max : double.NaN, ColumnProblems.Unit(profile, column), ColumnProblems.Examples(profile, column));
    }

    static string? Little(DataSufficiency s)
    {
        var rarer = Math.Min(s.Positives, s.Rows - s.Positives);
        if (s.Rows < LeastRows || rarer < LeastOfClass) return Suspicion.Text($"{s.Rows:N0} leads with an outcome, {s.Positives:N0} of them positive: too few to train on (20, with 5 of each outcome). Add history.");
        if (s.IsEnough) return null;
        return Suspicion.Text($"{rarer:N0} leads of the rarer outcome for {s.Features} columns ({s.EventsPerColumn:F1} a column; 10 or more are wanted), and the newest fifth would tell the AUC to ±{s.AucHalfWidthOnTest:F3} only. With {s.PositivesWanted:N0} positives it would be ±0.030.");
    }
}
