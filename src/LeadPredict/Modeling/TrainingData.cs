using System.Diagnostics;
using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Diagnosis.Crm;

namespace LeadPredict.Modeling;

/// <summary>The leads to train on, the files they came from, and the columns that seem to know the outcome.</summary>
sealed record TrainingLeads(LeadTable Table, IReadOnlyList<LeadFile> Files, IReadOnlyList<LeakFinding> Findings, double GuardSeconds)
{
    /// <summary>What a horizon made of the labels; null without one.</summary>
    public MaturedLeads? Matured { get; init; }
}

/// <summary>Reads the training files: one pass to infer the schema from all values, one to read the columns. Suspicious columns are taken out.</summary>
sealed class TrainingData(TrainingRequest request, List<string> notes, IProgress<TrainingProgress>? progress, CancellationToken ct)
{
    const int LeastRows = 20;
    const int LeastOfClass = 5;

    public TrainingLeads Read()
    {
        var files = request.Files.Select(f => LeadFile.Open(f)).ToArray();
        foreach (var file in files)
        {
            if (files[0].Header.FirstOrDefault(c => !file.Header.Contains(c)) is { } lacking) throw TrainingErrors.OtherColumns(file.Path, files[0].Path, lacking);
        }

        var (schema, profile, declared) = request.FrozenSchema is { } frozen ? (frozen, null, null) : Inferred(files);
        var rows = profile?.Rows ?? 0;
        var table = Read(files, schema, "reading the leads", rows);
        if (request.FrozenSchema is not null) return Leads(table, files, [], 0);

        var clock = Stopwatch.StartNew();
        var decided = Decided(table);
        CheckRejected(table);
        var findings = LeakGuard.Inspect(decided, profile, new() { Allow = request.Columns.Allow, Trusted = Trusted(declared), Threads = request.Boosting.Threads, Seed = request.Boosting.Seed }, ct);
        var kept = Quarantine.Apply(schema, findings);
        if (!kept.Columns.Any(c => c.Role == ColumnRole.Feature) && schema.Columns.Any(c => c.Role == ColumnRole.Feature)) throw TrainingErrors.AllQuarantined(request.Files[0], findings);
        var seconds = clock.Elapsed.TotalSeconds;
        if (!findings.Any(f => f.Action == LeakAction.Quarantined)) return Leads(table, files, findings, seconds);
        // A row may have been refused for its value in a column that is out now.
        table = table.RowsRejected > 0 ? Read(files, kept, "reading the leads again", rows) : Quarantine.Apply(table, kept);
        return Leads(table, files, findings, seconds);
    }

    LeadTable Read(LeadFile[] files, LeadSchema schema, string phase, long rows) => request.Horizon is null
        ? LeadTableReader.ReadWithWeights(files, schema, Forward(phase), rows, ct)
        : LeadTableReader.ReadWithOpen(files, schema, Forward(phase), rows, ct);

    // The guard compares outcomes as they stand in the file; what a horizon makes of them changes no column.
    static LeadTable Decided(LeadTable table) =>
        table.Open is { } open ? table.Select(RowSelection.Positions(open.Length, r => !open[r])) with { Open = null } : table;

    TrainingLeads Leads(LeadTable table, LeadFile[] files, IReadOnlyList<LeakFinding> findings, double seconds)
    {
        var matured = request.Horizon is { } days ? LabelHorizon.Apply(table, days, request.AsOf, request.Files[0]) : null;
        CheckRejected(table);
        Check(matured?.Table ?? table);
        notes.AddRange(table.Rejected.Take(5).Select(d => d.ToString()));
        if (matured is not null) notes.AddRange(matured.Counts.Notes());
        else if (LabelMaturity.Note(table) is { } note) notes.Add(note);
        return new(matured?.Table ?? table, files, findings, seconds) { Matured = matured };
    }

    // Declared as features by a person: known in time, or the schema would have put them out.
    static string[] Trusted(LeadSchema? declared) => [.. (declared?.Columns ?? []).Where(c => c.Role == ColumnRole.Feature).Select(c => c.Name)];

    void CheckRejected(LeadTable table)
    {
        if (table.RowsRejected > request.MaxRejected * table.RowsRead) throw TrainingErrors.TooManyRejected(table, request.MaxRejected);
    }

    void Check(LeadTable table)
    {
        // Rows of weight 0 do not teach.
        int teaching = 0, positives = 0;
        for (var row = 0; row < table.RowCount; row++)
        {
            if (table.Weights?[row] <= 0) continue;
            teaching++;
            positives += table.Labels[row];
        }
        if (teaching < LeastRows || positives < LeastOfClass || teaching - positives < LeastOfClass) throw TrainingErrors.TooFew(request.Files[0], teaching, positives);
    }

    (LeadSchema Schema, TableProfile? Profile, LeadSchema? Declared) Inferred(LeadFile[] files)
    {
        var declared = request.SchemaFile is null ? null : LeadSchemaFile.Read(request.SchemaFile);
        var profile = TableProfile.Scan(files, declared?.MissingCodes, Forward("looking at the columns"), request.Boosting.Threads > 0 ? request.Boosting.Threads : Environment.ProcessorCount, ct);
        notes.AddRange(profile.Notes.Select(n => n.ToString()));
        if (declared is null)
        {
            // The names of a CRM that is surely recognised say which columns are written later, in whatever language.
            var crm = CrmProfile.Recognise([.. profile.Columns.Select(c => c.Name)], surely: true);
            if (crm is not null) notes.Add($"The columns are those of {crm.Name}: which of them are known in time is taken from that; leadpredict doctor shows how each was read.");
            return (CrmSchema.Infer(profile, request.Columns, crm, out _), profile, null);
        }
        var problems = new List<Diagnostic>();
        var schema = SchemaInference.Merge(declared, profile, request.Columns, problems);
        notes.AddRange(problems.Select(p => p.ToString()));
        return (schema, profile, declared);
    }

    Forwarding? Forward(string phase) => progress is null ? null : new Forwarding(progress, phase);

    sealed class Forwarding(IProgress<TrainingProgress> target, string phase) : IProgress<ReadingProgress>
    {
        public void Report(ReadingProgress value) => target.Report(new TrainingProgress(phase, value.Rows, 0));
    }
}
