using System.Text;
using LeadPredict.Data;
using LeadPredict.Qualification.Feedback;

namespace LeadPredict.Serving;

/// <summary>What became of a file when outcomes were filled in.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="Rejected">Rows that could not be read and are not in the output.</param>
/// <param name="Filled">Rows that had no outcome and have one now.</param>
/// <param name="Changed">Rows whose outcome was another.</param>
public sealed record MergeSummary(long Rows, long Rejected, long Filled, long Changed);

/// <summary>Writes a file of leads again with the outcomes that sales told, for a model to learn from. Thread safe.</summary>
public static class FeedbackMerge
{
    const int Chunk = 64 * 1024;

    /// <summary>Writes every row; the label is the schema's column, put at the end where the file has none.</summary>
    /// <param name="leads">Not read from yet; its rejected rows are counted.</param>
    /// <param name="schema">Names the id and the label, and what the label's values are.</param>
    /// <param name="feedback">The last of a lead counts. What has no outcome changes nothing.</param>
    /// <param name="output">Gets UTF-8 CSV in the file's separator; cells as they were.</param>
    /// <exception cref="LeadPredictException">The file has no column with the id (LP0901).</exception>
    public static MergeSummary Write(LeadReader leads, LeadSchema schema, IReadOnlyList<LeadFeedback> feedback, Stream output, CancellationToken ct = default)
    {
        var outcomes = FeedbackReport.Last(feedback).Where(f => f.Succeeded is not null).ToDictionary(f => f.LeadId, f => f.Succeeded!.Value, StringComparer.Ordinal);
        var idName = schema.Single(ColumnRole.Id)?.Name ?? "lead_id";
        var id = LeadTableReader.Position(leads.Header, idName);
        if (id < 0) throw new LeadPredictException(new Diagnostic(leads.Name, 0, 0, "LP0901", $"the file has no column '{idName}', so feedback cannot be matched to its rows. Add the lead's id."));
        var labelName = schema.Single(ColumnRole.Label)!.Name;
        var label = LeadTableReader.Position(leads.Header, labelName);
        var missing = new MissingCodes(schema.MissingCodes);
        var (positive, negative) = (Encoding.UTF8.GetBytes(schema.PositiveLabel ?? "true"), Encoding.UTF8.GetBytes(schema.NegativeLabel ?? "false"));
        long read = 0, rejected = 0, filled = 0, changed = 0;
        leads.Rejected = _ => rejected++;
        var rows = new CsvRowWriter(leads.Dialect.Separator, "\n");
        foreach (var name in leads.Header) rows.Field(Encoding.UTF8.GetBytes(name));
        if (label < 0) rows.Field(Encoding.UTF8.GetBytes(labelName));
        rows.EndRow();
        while (leads.Read())
        {
            if (read++ % 1000 == 0) ct.ThrowIfCancellationRequested();
            var told = outcomes.TryGetValue(Encoding.UTF8.GetString(leads.Field(id)), out var succeeded) ? succeeded ? positive : negative : null;
            for (var c = 0; c < leads.Header.Count; c++) rows.Field(c == label && told is not null ? told : leads.UntrimmedField(c));
            if (label < 0) rows.Field(told ?? []);
            rows.EndRow();
            if (told is not null && (label < 0 || missing.IsMissing(leads.Field(label)))) filled++;
            else if (told is not null && !leads.Field(label).SequenceEqual(told)) changed++;
            if (rows.Length < Chunk) continue;
            output.Write(rows.Written.Span);
            rows.Clear();
        }
        output.Write(rows.Written.Span);
        leads.Rejected = null;
        return new MergeSummary(read, rejected, filled, changed);
    }
}
