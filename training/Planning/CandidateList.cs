using System.Globalization;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Qualification.Planning;

namespace LeadPredict.Training.Planning;

/// <summary>The leads of a file as candidates for calls.</summary>
/// <param name="Leads">Every lead that could be scored.</param>
/// <param name="Rejected">Rows that could not.</param>
/// <param name="Notes">What was assumed.</param>
sealed record CandidateList(IReadOnlyList<CallCandidate> Leads, IReadOnlyList<Diagnostic> Rejected, IReadOnlyList<string> Notes)
{
    const int Id = 0, Account = 1, Value = 2;

    public static CandidateList Read(LeadModel model, string path, CallTerms terms, CancellationToken ct)
    {
        using var file = LeadFile.Open(path);
        var fixedValue = terms.DealValueColumn is null ? terms.DealValue : (decimal?)null;
        var watched = terms.Decider.Columns.Select(c => FileColumns.Find(file, c)).ToArray();
        var columns = new int[3 + watched.Length];
        columns[Id] = FileColumns.Find(file, model.Schema.Single(ColumnRole.Id)?.Name ?? "lead_id", "lead_id", "id");
        columns[Account] = FileColumns.Find(file, model.Schema.Single(ColumnRole.Group)?.Name ?? "account_id", "account_id", "company_id");
        columns[Value] = fixedValue is null ? FileColumns.Require(file, "the deal value", terms.DealValueColumn!) : -1;
        watched.CopyTo(columns, 3);

        var list = ScoredList.Read(model, file, columns, ct);
        var notes = new List<string>();
        var values = new decimal?[list.Rows.Count];
        // As the model reads the column; one that it does not know, as the file writes it.
        var format = columns[Value] < 0 ? default : QualificationFit.ColumnOf(model.Schema, file.Header[columns[Value]]) is { Kind: ColumnKind.Number } known ? known.NumberFormat : FileColumns.NumbersOf(file, columns[Value]);
        for (var i = 0; i < values.Length; i++) values[i] = fixedValue ?? Amount(list.Rows[i].Cells[Value], format);
        var usual = terms.DealValueColumn is not null && terms.DealValue > 0 ? terms.DealValue : Median(values);
        if (fixedValue is null && values.Count(v => v is null) is > 0 and var unknown)
        {
            if (unknown == values.Length) throw new LeadPredictException(new Diagnostic(path, file.HeaderLine, columns[Value] + 1, "LP0903", $"column '{terms.DealValueColumn}' holds no amount. Name a column of amounts, or give one amount: --deal-value 8000."));
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{unknown:N0} leads state no deal value; they count with {usual:N0}{(usual == terms.DealValue ? "" : ", the median")}."));
        }
        notes.Add(terms.Note);

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var leads = new CallCandidate[list.Rows.Count];
        for (var i = 0; i < leads.Length; i++)
        {
            var row = list.Rows[i];
            var id = row.Cells[Id].Length > 0 ? row.Cells[Id] : string.Create(CultureInfo.InvariantCulture, $"line {row.Line}");
            var isFirst = seen.Add(id);
            var (low, high) = model.Reference.Interval(row.Prediction.Probability);
            leads[i] = new CallCandidate(isFirst ? id : string.Create(CultureInfo.InvariantCulture, $"{id} (line {row.Line})"), row.Prediction.Probability)
            {
                RateLow = low,
                RateHigh = high,
                DealValue = values[i] ?? usual,
                Account = row.Cells[Account],
                Grade = terms.GradeOf(row.Prediction),
                Barred = !isFirst ? "the same id as an earlier row" : terms.Bars(row.Prediction, row.Cells.AsSpan(3)),
            };
        }
        return new CandidateList(leads, list.Rejected, notes);
    }

    static decimal? Amount(string cell, NumberFormat format) =>
        FieldParser.TryParseNumber(Encoding.UTF8.GetBytes(cell), format, out var value) && value is >= 0 and < 1e15 ? Math.Round((decimal)value, 2) : null;

    static decimal Median(decimal?[] values)
    {
        var known = values.OfType<decimal>().Order().ToArray();
        return known.Length == 0 ? 0 : known[known.Length / 2];
    }
}
