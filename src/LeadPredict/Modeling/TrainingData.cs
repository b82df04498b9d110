using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>Reads the training files: one pass to infer the schema from all values, one to read the columns.</summary>
sealed class TrainingData(TrainingRequest request, List<string> notes, IProgress<TrainingProgress>? progress, CancellationToken ct)
{
    const int LeastRows = 20;
    const int LeastOfClass = 5;

    public (LeadTable Table, IReadOnlyList<LeadFile> Files) Read()
    {
        var files = request.Files.Select(f => LeadFile.Open(f)).ToArray();
        foreach (var file in files)
        {
            if (files[0].Header.FirstOrDefault(c => !file.Header.Contains(c)) is { } lacking) throw TrainingErrors.OtherColumns(file.Path, files[0].Path, lacking);
        }

        var (schema, rows) = request.FrozenSchema is { } frozen ? (frozen, 0) : Inferred(files);
        var table = LeadTableReader.ReadWithWeights(files, schema, Forward("reading the leads"), rows, ct);
        if (table.RowsRejected > request.MaxRejected * table.RowsRead) throw TrainingErrors.TooManyRejected(table, request.MaxRejected);
        notes.AddRange(table.Rejected.Take(5).Select(d => d.ToString()));
        // Rows of weight 0 do not teach.
        int teaching = 0, positives = 0;
        for (var row = 0; row < table.RowCount; row++)
        {
            if (table.Weights?[row] <= 0) continue;
            teaching++;
            positives += table.Labels[row];
        }
        if (teaching < LeastRows || positives < LeastOfClass || teaching - positives < LeastOfClass) throw TrainingErrors.TooFew(request.Files[0], teaching, positives);
        return (table, files);
    }

    (LeadSchema Schema, long Rows) Inferred(LeadFile[] files)
    {
        var declared = request.SchemaFile is null ? null : LeadSchemaFile.Read(request.SchemaFile);
        var profile = TableProfile.Scan(files, declared?.MissingCodes, Forward("looking at the columns"), request.Boosting.Threads > 0 ? request.Boosting.Threads : Environment.ProcessorCount, ct);
        notes.AddRange(profile.Notes.Select(n => n.ToString()));
        if (declared is null) return (SchemaInference.Infer(profile, request.Columns), profile.Rows);
        var problems = new List<Diagnostic>();
        var schema = SchemaInference.Merge(declared, profile, request.Columns, problems);
        notes.AddRange(problems.Select(p => p.ToString()));
        return (schema, profile.Rows);
    }

    Forwarding? Forward(string phase) => progress is null ? null : new Forwarding(progress, phase);

    sealed class Forwarding(IProgress<TrainingProgress> target, string phase) : IProgress<ReadingProgress>
    {
        public void Report(ReadingProgress value) => target.Report(new TrainingProgress(phase, value.Rows, 0));
    }
}
