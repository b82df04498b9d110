using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Qualification.Stages;

/// <summary>The histories of a file's leads, cut off at a day.</summary>
/// <param name="Ladder">The rungs that the file dates.</param>
/// <param name="Leads">Those that had entered the first rung by then, in file order.</param>
/// <param name="AsOf">The day up to which the file is believed, in days since 2000-01-01: nothing later counts as happened.</param>
/// <param name="Rejected">Rows that could not be read.</param>
public sealed record LeadHistories(StageLadder Ladder, IReadOnlyList<LeadHistory> Leads, double AsOf, IReadOnlyList<Diagnostic> Rejected);

/// <summary>Reads lead histories from a CSV of leads. Not thread safe.</summary>
public static class LeadHistoryReader
{
    /// <summary>Reads all leads.</summary>
    /// <param name="file">With columns as <paramref name="ladder"/> names them.</param>
    /// <param name="ladder">The stages; those that the file does not date are left out.</param>
    /// <param name="groups">Positions of the columns that leads are parted by.</param>
    /// <param name="asOf">Nothing after this day counts, as if the file were from its evening; NaN for the latest day in the file.</param>
    /// <param name="score">Gives the current row's chance and the ends of the rate's interval; null for none.</param>
    /// <param name="ct">Checked per thousand rows.</param>
    /// <exception cref="LeadPredictException">Stages are not dated (LP0904), or no row can be read (LP0905).</exception>
    public static LeadHistories Read(LeadFile file, StageLadder ladder, int[] groups, double asOf = double.NaN, Func<LeadReader, (double Chance, double Low, double High)>? score = null, CancellationToken ct = default)
    {
        ladder = ladder.In(file);
        var columns = ladder.Rungs.Select(r => FileColumns.Find(file, r.Column)).ToArray();
        var dropped = ladder.DroppedColumn is null ? -1 : FileColumns.Find(file, ladder.DroppedColumn);
        var reason = ladder.ReasonColumn is null ? -1 : FileColumns.Find(file, ladder.ReasonColumn);
        var id = FileColumns.Find(file, "lead_id", "id");
        var format = FormatOf(file, dropped >= 0 ? [.. columns, dropped] : columns);

        var leads = new List<LeadHistory>();
        var rejected = new List<Diagnostic>();
        using var reader = file.OpenReader();
        reader.Rejected = r => rejected.Add(r.Diagnostic);
        while (reader.Read())
        {
            if (reader.RowsRead % 1000 == 0) ct.ThrowIfCancellationRequested();
            var bad = -1;
            var days = Array.ConvertAll(columns, c => Day(c));
            var drop = dropped < 0 ? double.NaN : Day(dropped);
            if (bad >= 0)
            {
                rejected.Add(new Diagnostic(file.Path, reader.Line, bad + 1, "LP0906", $"column '{file.Header[bad]}' is no day in the form of the others. Write 2026-09-30, or leave it empty."));
                continue;
            }
            var (chance, low, high) = score?.Invoke(reader) ?? (double.NaN, double.NaN, double.NaN);
            leads.Add(new LeadHistory(days, drop, reason < 0 ? "" : Text(reason), Array.ConvertAll(groups, g => g < 0 ? "" : Text(g)))
            {
                Probability = chance,
                RateLow = low,
                RateHigh = high,
                Id = id < 0 ? "" : Text(id),
            });

            double Day(int column)
            {
                var field = reader.Field(column);
                if (field.IsEmpty) return double.NaN;
                if (FieldParser.TryParseDate(field, format[column], out var day)) return Math.Floor(day);
                bad = column;
                return double.NaN;
            }
        }
        if (leads.Count == 0)
            throw new LeadPredictException([new Diagnostic(file.Path, 0, 0, "LP0905", "no row can be read, so there is no funnel."), .. rejected.Take(3)]);
        if (double.IsNaN(asOf)) asOf = leads.Max(l => l.Stated.Append(l.Dropped).Where(d => !double.IsNaN(d)).DefaultIfEmpty(double.NegativeInfinity).Max());
        var known = leads.Select(l => CutOff(l, asOf)).Where(l => !double.IsNaN(l.Start)).ToList();
        return known.Count > 0
            ? new LeadHistories(ladder, known, asOf, rejected)
            : throw new LeadPredictException(new Diagnostic(file.Path, 0, 0, "LP0905", "no lead had entered the first stage by then, so there is no funnel. Give a later day to --as-of."));

        string Text(int column) => Encoding.UTF8.GetString(reader.Field(column));
    }

    static LeadHistory CutOff(LeadHistory lead, double asOf)
    {
        var dropped = lead.Dropped <= asOf;
        return lead with
        {
            Stated = Array.ConvertAll(lead.Stated, d => d <= asOf ? d : double.NaN),
            Dropped = dropped ? lead.Dropped : double.NaN,
            Reason = dropped ? lead.Reason : "",
        };
    }

    // The first form that all of a column's first days have; ISO 8601 when nothing fits.
    static string?[] FormatOf(LeadFile file, int[] columns)
    {
        const int Looked = 500;
        var possible = columns.ToDictionary(c => c, _ => new List<string?>([null, .. FieldParser.DateFormats]));
        using var reader = file.OpenReader();
        for (var row = 0; row < Looked && reader.Read(); row++)
            foreach (var column in columns)
            {
                var field = Encoding.UTF8.GetString(reader.Field(column));
                if (field.Length == 0) continue;
                var bytes = Encoding.UTF8.GetBytes(field);
                possible[column].RemoveAll(f => possible[column].Count > 1 && !FieldParser.TryParseDate(bytes, f, out _));
            }
        var result = new string?[file.Header.Count];
        foreach (var column in columns) result[column] = possible[column][0];
        return result;
    }
}
