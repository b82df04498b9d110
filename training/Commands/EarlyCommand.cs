using System.CommandLine;
using System.Globalization;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Qualification.Planning;
using LeadPredict.Reporting;
using LeadPredict.Training.Planning;
using LeadPredict.Training.Results;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict early</c>: how soon after its creation a lead that becomes an SQL is recognised.</summary>
static class EarlyCommand
{
    static readonly ResultOutput s_output = new();

    public static Command Create()
    {
        var file = new Argument<string?>("CSV") { Description = "Labelled leads with created_at and snapshot_at, one row a snapshot (default: data/leads.csv).", Arity = ArgumentArity.ZeroOrOne };
        var model = ModelOption.Create();
        var days = new Option<string>("--days") { Description = "Days after creation to look at (default: 0,3,7,14,30).", HelpName = "A,B", DefaultValueFactory = _ => "0,3,7,14,30" };
        var threshold = new Option<double?>("--threshold") { Description = "Probability from which a lead counts as recognised (default: the least of grade B).", HelpName = "P" };
        var command = new Command("early", "Say how soon after creation the leads that become SQLs are recognised.") { file, model, days, threshold };
        s_output.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            s_output.Check(parsed);
            var talk = s_output.TalkOf(parsed);
            var (opened, path) = ModelOption.Open(parsed.GetValue(model)!);
            var cut = parsed.GetValue(threshold) ?? opened.Grades.B;
            if (cut is not (>= 0 and <= 1)) throw new UsageException("--threshold must be 0 to 1.");
            var ages = Days(parsed.GetValue(days)!);
            using var leads = LeadFile.Open(parsed.GetValue(file) ?? Places.Data("leads.csv"));
            var isSeen = opened.Origin.DataSha256.Contains(leads.Sha256);
            var past = isSeen ? PastModel.Of(path, [leads.Path], TimeProvider.System, talk, FastTree.Factory, ct) : null;
            talk.Finish();
            var (snapshots, skipped) = Read(past?.Model ?? opened, leads, past?.Until ?? double.NegativeInfinity, ct);
            s_output.Write(parsed, SheetOf(EarlyDetection.Of(snapshots, ages, cut, 42), cut, isSeen, past), talk);
            if (skipped > 0) talk.Say(string.Create(CultureInfo.InvariantCulture, $"{skipped:N0} rows have no outcome, no days or unreadable values and were left out."));
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }

    static double[] Days(string text)
    {
        var days = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(t => double.TryParse(t, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var day) ? day : throw new UsageException($"--days: '{t}' is no number of days.")).Distinct().Order().ToArray();
        return days.Length > 0 ? days : throw new UsageException("--days needs a number of days, such as 0,3,7,14,30.");
    }

    static (List<LeadSnapshot> Snapshots, int Skipped) Read(LeadModel model, LeadFile file, double since, CancellationToken ct)
    {
        var created = FileColumns.Find(file, model.Schema.Single(ColumnRole.Time)?.Name ?? "created_at", "created_at");
        var snapshot = FileColumns.Find(file, "snapshot_at", "as_of", "snapshot_date");
        var label = FileColumns.Find(file, model.Schema.Single(ColumnRole.Label)!.Name);
        if (created < 0 || snapshot < 0 || label < 0)
            throw new LeadPredictException(new Diagnostic(file.Path, file.HeaderLine, 0, "LP0910",
                $"the file does not say how old its leads were: it needs {string.Join(" and ", new[] { created < 0 ? "created_at (the day a lead was created)" : null, snapshot < 0 ? "snapshot_at (the day as of which a row is true)" : null, label < 0 ? "the outcome" : null }.OfType<string>())}. For the same leads over time, write one row a lead and snapshot."));
        int[] columns = [FileColumns.Find(file, model.Schema.Single(ColumnRole.Id)?.Name ?? "lead_id", "lead_id", "id"), created, snapshot, label];
        var list = ScoredList.Read(model, file, columns, ct);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var snapshots = new List<LeadSnapshot>();
        var skipped = list.Rejected.Count;
        foreach (var row in list.Rows)
        {
            var id = row.Cells[0].Length > 0 ? row.Cells[0] : string.Create(CultureInfo.InvariantCulture, $"line {row.Line}");
            if (row.Cells[3].Length == 0 || !Day(row.Cells[1], out var from) || !Day(row.Cells[2], out var to) || to < from)
            {
                skipped++;
                continue;
            }
            if (from < since) continue;
            if (!numbers.TryGetValue(id, out var number)) numbers[id] = number = numbers.Count;
            snapshots.Add(new LeadSnapshot(number, to - from, row.Prediction.Probability, row.Cells[3] == model.Schema.PositiveLabel));
        }
        return (snapshots, skipped);

        static bool Day(string cell, out double day) => FieldParser.TryParseDate(Encoding.UTF8.GetBytes(cell), null, out day);
    }

    static ResultSheet SheetOf(EarlyDetection found, double threshold, bool isSeen, PastModel? past)
    {
        var sheet = new ResultSheet("early", "How soon SQLs are recognised");
        var first = found.Points.FirstOrDefault(p => p.Sqls > 0);
        if (first is not null)
            sheet.Findings.Add(FormattableString.Invariant($"On day {first.Day:0} {new WilsonInterval(first.Recognised, first.Sqls).Rate:P1} of the leads that became SQLs were recognised (a probability of {threshold:P1} or more), among {first.Called:N0} of {first.Leads:N0} leads."));
        sheet.Findings.Add(found.SameLeads
            ? "The same leads are judged at each age, by what was known of them by then."
            : "Each lead has one snapshot, so each age has other leads: this does not show how one lead is recognised over time. For that, write one row a lead and snapshot_at (same id).");
        sheet.Facts.Add(new("same_leads", "same leads at each age", found.SameLeads));
        sheet.Facts.Add(new("threshold", "recognised from", threshold, CellKind.Percent));
        var table = new ResultTable("ages", found.SameLeads ? "By days after creation" : "By days from creation to the snapshot",
            new("day", found.SameLeads ? "day" : "up to day", CellKind.Count), new("leads", "leads", CellKind.Count), new("sqls", "became SQLs", CellKind.Count), new("recognised", "of these recognised", CellKind.Percent),
            new("precision", "recognised that became SQLs", CellKind.Percent), new("roc_auc", "AUC", CellKind.Precise));
        foreach (var p in found.Points)
            table.Add(p.Day, p.Leads, p.Sqls, FunnelSheet.Rate(new WilsonInterval(p.Recognised, p.Sqls)), FunnelSheet.Rate(new WilsonInterval(p.Recognised, p.Called)), new Expected(p.RocAuc.Value, p.RocAuc.Low, p.RocAuc.High));
        sheet.Tables.Add(sheet.Main = table);
        var shown = found.Points.Where(p => p.Sqls > 0).ToList();
        if (shown.Count > 1)
        {
            var numbers = new HtmlTable("SQLs recognised by age", "Day", "Recognised");
            foreach (var p in shown) numbers.Add(Figures.Count(p.Day), Figures.Percent((double)p.Recognised / p.Sqls));
            sheet.Charts.Add(new LineChart
            {
                Title = "SQLs recognised by age",
                Description = "Share of later SQLs at or above the threshold, by days after creation.",
                Table = numbers,
                X = Axis.Between(0, shown[^1].Day, "Days after creation", Figures.Compact),
                Y = Axis.Between(0, 1, "Recognised", v => Figures.Percent(v, 0)),
                Lines = [new ChartLine("Recognised", [.. shown.Select(p => new WilsonInterval(p.Recognised, p.Sqls) is var w ? new ChartPoint(p.Day, w.Rate, w.Low, w.High) : default)]) { Marks = true, Intervals = IntervalStyle.Whiskers }],
            });
        }
        if (past is not null)
            sheet.Notes.Add($"The model was fitted on this very file, so these are the leads created since {LeadGroups.Day(past.Until)}, judged by the same recipe fitted on the older ones alone.");
        else if (isSeen) sheet.Notes.Add("The model was fitted on this very file, which flatters these figures. Judge it on leads it has not seen.");
        return sheet;
    }
}
