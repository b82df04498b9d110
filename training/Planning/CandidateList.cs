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
    const int Id = 0, Account = 1, Consent = 2, Value = 3;

    public static CandidateList Read(LeadModel model, string path, string dealValue, bool needsConsent, CancellationToken ct)
    {
        using var file = LeadFile.Open(path);
        var fixedValue = decimal.TryParse(dealValue, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) ? amount : (decimal?)null;
        if (fixedValue < 0) throw new Terminal.UsageException("--deal-value must not be negative.");
        var columns = new int[4];
        columns[Id] = FileColumns.Find(file, model.Schema.Single(ColumnRole.Id)?.Name ?? "lead_id", "lead_id", "id");
        columns[Account] = FileColumns.Find(file, model.Schema.Single(ColumnRole.Group)?.Name ?? "account_id", "account_id", "company_id");
        columns[Consent] = FileColumns.Find(file, "consent_status", "consent");
        columns[Value] = fixedValue is null ? FileColumns.Require(file, "the deal value", dealValue) : -1;

        var list = ScoredList.Read(model, file, columns, ct);
        var notes = new List<string>();
        var values = new decimal?[list.Rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = fixedValue ?? Amount(list.Rows[i].Cells[Value]);
        var usual = Median(values);
        if (fixedValue is null && values.Count(v => v is null) is > 0 and var unknown)
        {
            if (unknown == values.Length) throw new LeadPredictException(new Diagnostic(path, file.HeaderLine, columns[Value] + 1, "LP0903", $"column '{dealValue}' holds no amount. Name a column of amounts, or give one amount: --deal-value 8000."));
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{unknown:N0} leads state no deal value; they count with the median, {usual:N0}."));
        }
        if (columns[Consent] < 0) notes.Add("The list has no consent column (consent_status), so nobody was left out for consent. Check consent before calling.");

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
                Grade = row.Prediction.Grade,
                Barred = !isFirst ? "the same id as an earlier row" : columns[Consent] >= 0 ? BarredByConsent(row.Cells[Consent], needsConsent) : null,
            };
        }
        return new CandidateList(leads, list.Rejected, notes);
    }

    static string? BarredByConsent(string cell, bool needsConsent) => cell.ToLowerInvariant() switch
    {
        "granted" or "yes" or "true" or "1" or "opt_in" or "opted_in" => null,
        "opted_out" or "refused" or "no" or "false" or "0" or "withdrawn" => "refused to be contacted",
        _ => needsConsent ? "no consent to be contacted" : null,
    };

    static decimal? Amount(string cell) =>
        FieldParser.TryParseNumber(Encoding.UTF8.GetBytes(cell), NumberFormat.PointDecimal, out var value) && value is >= 0 and < 1e15 ? Math.Round((decimal)value, 2) : null;

    static decimal Median(decimal?[] values)
    {
        var known = values.OfType<decimal>().Order().ToArray();
        return known.Length == 0 ? 0 : known[known.Length / 2];
    }
}
