using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Qualification.Spending;

/// <summary>An amount that was spent. Empty texts: nobody said.</summary>
/// <param name="Month">"2026-03".</param>
/// <param name="Source">A level of the leads' source.</param>
/// <param name="Campaign">A campaign of the source: a lead belongs to it when its campaign is this, or begins with this and a dash.</param>
/// <param name="IsSales">What sales cost, else marketing.</param>
/// <param name="Amount">To the cent, 0 or more.</param>
public sealed record SpendEntry(string Month, string Source, string Campaign, bool IsSales, decimal Amount);

/// <summary>What was spent, by month, source and campaign, as in a CSV with the columns <c>month,source,campaign,kind,amount</c>; amounts with a decimal point or comma. Immutable.</summary>
/// <param name="Entries">In file order.</param>
public sealed record SpendLedger(IReadOnlyList<SpendEntry> Entries)
{
    /// <summary>All of it, to the cent.</summary>
    public decimal Total => Entries.Sum(e => e.Amount);

    /// <summary>Reads the file. Columns for campaign and kind may be missing: then nobody said, and all is marketing's.</summary>
    /// <exception cref="LeadPredictException">
    /// A column is missing (LP0901), or a row has no month (LP0908), or no amount of 0 or more with at most two decimals, or another kind than marketing or sales (LP0907);
    /// all rows that cannot be used are named, since money that is left out would make SQLs look cheap.
    /// </exception>
    public static SpendLedger Read(string path)
    {
        using var file = LeadFile.Open(path);
        var month = FileColumns.Require(file, "the month", "month", "date", "day");
        var amount = FileColumns.Require(file, "the amount", "amount", "spend", "cost");
        var source = FileColumns.Find(file, "source", "lead_source", "channel");
        var campaign = FileColumns.Find(file, "campaign", "source_detail", "utm_campaign");
        var kind = FileColumns.Find(file, "kind", "type", "department");
        var format = FileColumns.NumbersOf(file, amount);
        var entries = new List<SpendEntry>();
        var wrong = new List<Diagnostic>();
        using var reader = file.OpenReader();
        reader.Rejected = r => wrong.Add(r.Diagnostic);
        while (reader.Read())
        {
            var entry = new SpendEntry(Month(Cell(month)), Cell(source), Cell(campaign), Cell(kind).Equals("sales", StringComparison.OrdinalIgnoreCase), Amount(reader.Field(amount), format));
            if (entry.Month.Length == 0) Wrong("LP0908", month, "must be a month or a day, such as 2026-03 or 2026-03-15");
            else if (entry.Amount < 0) Wrong("LP0907", amount, "must be an amount of 0 or more with at most two decimals, such as 1250.50");
            else if (!entry.IsSales && Cell(kind) is not "" && !Cell(kind).Equals("marketing", StringComparison.OrdinalIgnoreCase)) Wrong("LP0907", kind, "must be 'marketing' or 'sales'");
            else entries.Add(entry);
        }
        return wrong.Count == 0 ? new SpendLedger(entries) : throw new LeadPredictException(wrong);

        string Cell(int column) => column < 0 ? "" : Encoding.UTF8.GetString(reader.Field(column));
        void Wrong(string code, int column, string what) => wrong.Add(new Diagnostic(path, reader.Line, column + 1, code, $"column '{file.Header[column]}' {what}."));
    }

    static string Month(string cell)
    {
        if (cell.Length < 7 || cell[4] != '-') return "";
        return DateOnly.TryParseExact(cell.Length == 7 ? cell + "-01" : cell[..Math.Min(10, cell.Length)], "yyyy-MM-dd", out _) ? cell[..7] : "";
    }

    // Parsed by way of a double, which holds cents exactly enough up to 10^13.
    static decimal Amount(ReadOnlySpan<byte> field, NumberFormat format)
    {
        if (!FieldParser.TryParseNumber(field, format, out var value) || value is not (>= 0 and < 1e13)) return -1;
        var amount = (decimal)value;
        return decimal.Round(amount, 2) == amount ? amount : -1;
    }
}
