using System.CommandLine;
using System.Globalization;
using System.Text;
using LeadPredict.Modeling;
using LeadPredict.Qualification.Planning;
using LeadPredict.Reporting;
using LeadPredict.Training.Commands;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Results;

/// <summary>The flags of a verb that answers with tables, and where its <see cref="ResultSheet"/> goes: text or one JSON object to standard output, a CSV file, a page.</summary>
sealed class ResultOutput
{
    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };
    readonly Option<string?> _csv = new("--csv") { Description = "Also write the main table as a CSV file.", HelpName = "FILE" };
    readonly Option<string?> _report = ReportFile.Option();
    readonly Option<bool> _quiet = new("--quiet") { Description = "Say nothing on standard error." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_json, _csv, _report, _quiet]) command.Add(option);
    }

    public Talk TalkOf(ParseResult parsed) => new(parsed.GetValue(_quiet));

    /// <summary>Refuses, before the work, places where no file can be.</summary>
    public void Check(ParseResult parsed)
    {
        ReportFile.Check(parsed.GetValue(_report));
        if (parsed.GetValue(_csv) is { } path && (path.Length == 0 || Directory.Exists(path))) throw new UsageException($"--csv needs the name of a file, such as plan.csv; '{path}' is none.");
    }

    public void Write(ParseResult parsed, ResultSheet sheet, Talk talk)
    {
        if (parsed.GetValue(_json))
        {
            using var output = Console.OpenStandardOutput();
            ResultJson.Write(output, sheet);
        }
        else WriteText(sheet);
        if (parsed.GetValue(_csv) is { } csv && sheet.Main is { } main)
        {
            AtomicFile.Write(csv, Encoding.UTF8.GetBytes(ResultCsv.Of(main)));
            talk.Say($"wrote {csv}");
        }
        if (parsed.GetValue(_report) is { } report) ReportFile.Write(report, ResultPage.Of(sheet), talk);
    }

    static void WriteText(ResultSheet sheet)
    {
        var console = Talk.Output();
        if (Console.IsOutputRedirected) console.Profile.Width = 200;
        console.WriteLine();
        foreach (var finding in sheet.Findings) console.WriteLine(finding);
        if (sheet.Facts.Exists(f => f.Title is not null))
        {
            console.WriteLine();
            var width = sheet.Facts.Max(f => f.Title?.Length ?? 0);
            foreach (var fact in sheet.Facts.Where(f => f.Title is not null)) console.WriteLine($"  {fact.Title!.PadRight(width)}  {ResultTable.Show(fact.Value, fact.Kind)}");
        }
        foreach (var table in sheet.Tables.Where(t => !t.IsData && t.Rows.Count > 0))
        {
            console.WriteLine();
            console.WriteLine(table.Title);
            console.Write(TextTable(table));
            if (table.Rows.Count > table.MostShown) console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  … and {table.Rows.Count - table.MostShown:N0} more (--json or --csv has all)"));
            if (table.Note is not null) console.WriteLine("  " + table.Note);
        }
        if (sheet.Notes.Count > 0) console.WriteLine();
        foreach (var note in sheet.Notes) console.WriteLine("note: " + note);
    }

    static Table TextTable(ResultTable table)
    {
        var text = new Table().Border(TableBorder.Simple);
        foreach (var column in table.Shown.Select(c => table.Columns[c]))
        {
            var cell = new TableColumn(Markup.Escape(column.Title));
            text.AddColumn(column.Kind == CellKind.Text ? cell : cell.RightAligned());
        }
        foreach (var row in table.Rows.Take(table.MostShown))
            text.AddRow([.. table.Shown.Select(c => Markup.Escape(ResultTable.Show(row[c], table.Columns[c].Kind)))]);
        return text;
    }
}

/// <summary>A result as one page.</summary>
static class ResultPage
{
    public static HtmlPage Of(ResultSheet sheet)
    {
        var page = new HtmlPage(sheet.Title)
        {
            Kicker = $"LeadPredict {sheet.Name}",
            Footer = "Made by LeadPredict. This file is complete in itself and loads nothing from anywhere. Intervals are 95% intervals.",
        };
        page.BeginSection("summary", "In short");
        if (sheet.Facts.Exists(f => f.Title is not null))
        {
            page.BeginTiles();
            foreach (var fact in sheet.Facts.Where(f => f.Title is not null && f.Kind != CellKind.Text)) Tile(page, fact);
            page.EndGrid();
            page.Facts(sheet.Facts.Where(f => f.Title is not null && f.Kind == CellKind.Text).Select(f => (f.Title!, ResultTable.Show(f.Value, f.Kind))));
        }
        foreach (var finding in sheet.Findings) page.Body.Element("p", finding);
        page.EndSection();
        if (sheet.Charts.Count > 0)
        {
            page.BeginSection("charts", "In pictures");
            page.BeginCharts();
            foreach (var chart in sheet.Charts) chart.Write(page.Body);
            page.EndGrid();
            page.EndSection();
        }
        foreach (var table in sheet.Tables.Where(t => !t.IsData && t.Rows.Count > 0))
        {
            page.BeginSection(table.Key.Replace('_', '-'), table.Title, table.Note);
            var words = Enumerable.Range(1, table.Shown.Count - 1).Where(c => table.Columns[table.Shown[c]].Kind == CellKind.Text).ToArray();
            var html = new HtmlTable(table.Title, [.. table.Shown.Select(c => table.Columns[c].Title)]) { Words = words };
            foreach (var row in table.Rows) html.Add([.. table.Shown.Select(c => ResultTable.Show(row[c], table.Columns[c].Kind))]);
            html.Write(page.Body);
            page.EndSection();
        }
        if (sheet.Notes.Count == 0) return page;
        page.BeginSection("notes", "How to read it");
        foreach (var note in sheet.Notes) page.Body.Element("p", note);
        page.EndSection();
        return page;
    }

    static void Tile(HtmlPage page, ResultFact fact)
    {
        // Cents of large amounts say nothing, and do not fit.
        if (fact is { Kind: CellKind.Money, Value: decimal amount } && Math.Abs(amount) >= 100_000) fact = fact with { Kind = CellKind.Count };
        else if (fact is { Kind: CellKind.Money, Value: Expected { Value: var large } } && Math.Abs(large) >= 100_000) fact = fact with { Kind = CellKind.Count };
        if (fact.Value is Expected { Value: var value, Low: var low } e && !double.IsNaN(low) && !double.IsNaN(value))
        {
            var text = ResultTable.Show(e, fact.Kind);
            page.Tile(text[..text.IndexOf(" (", StringComparison.Ordinal)], fact.Title!, text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..^1]);
        }
        else page.Tile(ResultTable.Show(fact.Value, fact.Kind), fact.Title!);
    }
}
