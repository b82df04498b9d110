using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Training.Commands;

/// <summary>One lead of a file by its id.</summary>
/// <param name="Lead">As the model sees it.</param>
/// <param name="Cells">All columns of the file.</param>
sealed record LeadLookup(EncodedLead Lead, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>The lead with this id.</summary>
    /// <exception cref="LeadPredictException">There is none (LP0511), no id column (LP0512), or it cannot be scored (LP0161).</exception>
    public static LeadLookup Find(LeadModel model, string path, string id, CancellationToken ct)
    {
        using var file = LeadFile.Open(path);
        using var reader = file.OpenReader();
        var idColumn = IdColumn(model, file);
        var wanted = Encoding.UTF8.GetBytes(id.Trim());
        while (reader.Read())
        {
            ct.ThrowIfCancellationRequested();
            if (reader.Field(idColumn).SequenceEqual(wanted)) return Read(model, reader);
        }
        throw new LeadPredictException(new Diagnostic(path, 0, 0, "LP0511", $"no readable row has this id in column '{file.Header[idColumn]}'. Check the id, and the file's other rows with: leadpredict score."));
    }

    /// <summary>The first rows of a file that can be scored, encoded.</summary>
    /// <exception cref="LeadPredictException">There is none (LP0513).</exception>
    public static List<float[]> Sample(LeadModel model, string path, int most, CancellationToken ct)
    {
        using var file = LeadFile.Open(path);
        using var reader = file.OpenReader();
        var engine = new PredictionEngine(model);
        var fields = reader.Header.Select(name => engine.FindField(Encoding.UTF8.GetBytes(name))).ToArray();
        var rows = new List<float[]>();
        while (rows.Count < most && reader.Read())
        {
            ct.ThrowIfCancellationRequested();
            engine.Clear();
            for (var i = 0; i < fields.Length; i++) engine.SetField(fields[i], reader.Field(i));
            if (!engine.IsAcceptable) continue;
            engine.Predict();
            rows.Add(engine.EncodedRow.ToArray());
        }
        if (rows.Count == 0) throw new LeadPredictException(new Diagnostic(path, 0, 0, "LP0513", "no row can be scored, so there is nothing to compare with. Give a file of leads with the model's columns."));
        return rows;
    }

    static int IdColumn(LeadModel model, LeadFile file)
    {
        string[] names = [model.Schema.Single(ColumnRole.Id)?.Name ?? "lead_id", "lead_id", "id"];
        foreach (var name in names)
            for (var i = 0; i < file.Header.Count; i++)
                if (file.Header[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        throw new LeadPredictException(new Diagnostic(file.Path, file.HeaderLine, 0, "LP0512", $"the file has no id column '{names[0]}', which the model knows leads by. Train with --id COL to name another."));
    }

    static LeadLookup Read(LeadModel model, LeadReader reader)
    {
        var engine = new PredictionEngine(model);
        var fields = new GivenField[model.Encoder.FeatureCount];
        var cells = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < reader.Header.Count; i++)
        {
            var field = engine.FindField(Encoding.UTF8.GetBytes(reader.Header[i]));
            if (engine.SetField(field, reader.Field(i)) == FieldStatus.WrongKind)
                throw new LeadPredictException(new Diagnostic(reader.Name, reader.Line, i + 1, "LP0161", $"column '{reader.Header[i]}' has a value of the wrong kind, so the lead cannot be scored. Correct it, or leave it empty for missing."));
            var text = Encoding.UTF8.GetString(reader.Field(i));
            if (field >= 0) fields[field] = new GivenField(text);
            cells.TryAdd(reader.Header[i], text);
        }
        return new LeadLookup(EncodedLead.Of(engine, fields), cells);
    }
}
