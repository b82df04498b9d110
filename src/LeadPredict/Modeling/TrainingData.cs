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

        var schema = request.FrozenSchema ?? Inferred(files);
        var table = LeadTableReader.ReadWithWeights(files, schema, Forward("reading the leads"), ct);
        if (table.RowsRejected > request.MaxRejected * table.RowsRead) throw TrainingErrors.TooManyRejected(table, request.MaxRejected);
        notes.AddRange(table.Rejected.Take(5).Select(d => d.ToString()));
        // Rows of weight 0 do not teach.
        var teaching = Enumerable.Range(0, table.RowCount).Where(r => table.Weights is null || table.Weights[r] > 0).ToArray();
        var positives = teaching.Count(r => table.Labels[r] == 1);
        if (teaching.Length < LeastRows || positives < LeastOfClass || teaching.Length - positives < LeastOfClass)
            throw TrainingErrors.TooFew(request.Files[0], teaching.Length, positives);
        return (table, files);
    }

    LeadSchema Inferred(LeadFile[] files)
    {
        var declared = request.SchemaFile is null ? null : LeadSchemaFile.Read(request.SchemaFile);
        var profile = TableProfile.Scan(files, declared?.MissingCodes, Forward("looking at the columns"), ct);
        notes.AddRange(profile.Notes.Select(n => n.ToString()));
        if (declared is null) return SchemaInference.Infer(profile, request.Columns);
        var problems = new List<Diagnostic>();
        var schema = SchemaInference.Merge(declared, profile, request.Columns, problems);
        notes.AddRange(problems.Select(p => p.ToString()));
        return schema;
    }

    Forwarding? Forward(string phase) => progress is null ? null : new Forwarding(progress, phase);

    sealed class Forwarding(IProgress<TrainingProgress> target, string phase) : IProgress<ReadingProgress>
    {
        public void Report(ReadingProgress value) => target.Report(new TrainingProgress(phase, value.Rows, 0));
    }
}
