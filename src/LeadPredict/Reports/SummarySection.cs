using System.Text.RegularExpressions;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Explanation;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>The first screen: what a director needs to know, and what to watch.</summary>
static partial class SummarySection
{
    const double SmallGap = 0.03;
    const double SlightGap = 0.05;

    public static void Write(HtmlPage page, ReportContent content)
    {
        page.BeginSection("summary", "In short");
        if (content.Test is { } test && test.Positives > 0)
        {
            WriteHeadline(page, test);
            page.Body.Element("p", $"Judged on {Figures.Count(test.Rows)} leads, {Figures.Count(test.Positives)} of which became SQLs ({Figures.Percent(test.BaseRate)}): {content.Judged}."
                + (content.Horizon is { } horizon ? $" A lead counts as one when it became one within {Figures.Compact(horizon.Days)} days of its creation." : ""));
            WriteTiles(page, test);
        }
        else page.Body.Element("p", "This model was not judged on leads with known outcomes, so nothing here says how good it is.", ("class", "headline"));
        WriteUse(page, content);
        page.Body.Element("h3", "Can it be trusted, and what to watch");
        WriteVerdicts(page, content);
        page.EndSection();
    }

    static void WriteHeadline(HtmlPage page, EvaluationReport test)
    {
        if (test.Curves?.Best is not { Rows: > 0 } best) return;
        page.Body.Open("p", ("class", "headline")).Text($"Of the best {Figures.Count(best.Rows)} leads in the model\u2019s order, ").Element("strong", $"{Figures.Count(best.Positives)} became SQLs")
            .Text($"; of {Figures.Count(best.Rows)} called at random, it would have been ").Element("strong", Figures.Count(best.AtRandom)).Text(".").Close();
    }

    static void WriteTiles(HtmlPage page, EvaluationReport test)
    {
        page.BeginTiles();
        if (test.Curves?.Best is { Rows: > 0 } best)
            page.Tile(Figures.Count(best.Positives), $"SQLs among the best {Figures.Count(best.Rows)}", $"{Figures.Range(best.Low, best.High, Figures.Count)} (95%); {Figures.Count(best.AtRandom)} at random");
        page.Tile(Figures.Number(test.RocAuc.Value), "Ranking quality (ROC AUC)", $"In {Figures.Count(100 * test.RocAuc.Value)} of 100 pairs the lead that became an SQL stood above the one that did not. 0.5 is chance, 1 is perfect.");
        page.Tile(Figures.Number(test.LiftTopDecile.Value, 1) + "\u00d7", "Lift of the best tenth", $"The best tenth holds so many times the SQLs of a random tenth ({Figures.Range(test.LiftTopDecile.Low, test.LiftTopDecile.High, v => Figures.Number(v, 1))}; {Figures.Number(Math.Min(10, 1 / test.BaseRate), 1)} is the most there can be).");
        page.Tile(Figures.Number(100 * test.Ece.Value, 1), "Points by which probabilities are off", "Mean distance, in percentage points, between the probability given and the share that became SQLs.");
        page.EndGrid();
    }

    static void WriteUse(HtmlPage page, ReportContent content)
    {
        var grades = content.Grades is { } g ? $" Grades sum it up: A from {Figures.Percent(g.A, 0)}, B from {Figures.Percent(g.B, 0)}, C from {Figures.Percent(g.C, 0)}, D below." : "";
        page.Body.Element("h3", "What it is for").Element("p",
            "It puts new leads in order, so that sales calls the likeliest first; and it gives each lead a probability and the reasons for it, so that people can check and overrule it." + grades
            + " It describes what went with success in the past. It does not say what would happen if a lead were treated differently.");
    }

    static void WriteVerdicts(HtmlPage page, ReportContent content)
    {
        if (content.IsSeen) page.Remark(RemarkKind.Bad, "Flattering.", "The model was fitted on these very leads. Judge it on leads that it has not seen before relying on any figure here.");
        if (content.Test is { } test && test.Positives > 0)
        {
            WriteSignal(page, test);
            WriteRivals(page, content, test);
            WriteHonesty(page, test);
            if (test.Positives < 100)
                page.Remark(RemarkKind.Watch, "Few SQLs.", $"Only {Figures.Count(test.Positives)} of the leads it was judged on became SQLs, so every figure here is known roughly; the intervals say how roughly.");
        }
        if (content.Gate is { } gate)
            page.Remark(gate.Passed ? RemarkKind.Good : RemarkKind.Watch, gate.Passed ? "It passes the gate." : "It does not pass the gate.",
                gate.Passed ? "It is better than chance, no worse than simpler models, and its probabilities are close enough to use." : string.Join(" ", gate.Checks.Where(c => !c.Passed).Select(c => c.Says)));
        foreach (var table in content.Segments)
            foreach (var off in table.Rows.Where(r => r.IsOff))
                page.Remark(RemarkKind.Watch, "Off for some leads.", $"Where {table.Column} is {off.Level}, it says {Figures.Percent(off.MeanPredicted)} and {Figures.Percent(off.Observed.Value)} became SQLs.");
        WriteLeaks(page, content);
        foreach (var column in content.Overview?.Columns.Where(c => c.GoesAgainstExpectation) ?? [])
            page.Remark(RemarkKind.Watch, "Against expectation.", AgainstExpectation(column));
        if (content.OverTime is { } time) TimeSection.WriteWarnings(page, time);
        // What has words of its own here or under "How it holds over time" is not said again.
        foreach (var note in content.Notes.Except([.. content.OverTime?.Notes() ?? [], .. content.Horizon?.Notes() ?? []])) page.Remark(RemarkKind.Note, "Note.", Sentence(note));
    }

    internal static string AgainstExpectation(ColumnInfluence column) =>
        $"A higher value of {column.Column} {(column.Expected > 0 ? "lowers" : "raises")} the probability, where it should {(column.Expected > 0 ? "raise" : "lower")} it. "
        + $"Look at how the column is filled in; to rule it out, train with --monotone \"{column.Column}:{(column.Expected > 0 ? "+" : "-")}\".";

    static void WriteSignal(HtmlPage page, EvaluationReport test)
    {
        if (test.HasSignal) page.Remark(RemarkKind.Good, "It has learned something.", $"The order is surely better than chance: ROC AUC {Interval(test.RocAuc, v => Figures.Number(v, 3))}.");
        else if (double.IsNaN(test.RocAuc.Low)) page.Remark(RemarkKind.Bad, "Too little to tell.", "There are too few SQLs to say whether the model is better than chance.");
        else page.Remark(RemarkKind.Bad, "No signal.", $"On leads it had not seen it ranks no better than chance: ROC AUC {Interval(test.RocAuc, v => Figures.Number(v, 3))}. Do not use it.");
    }

    static void WriteRivals(HtmlPage page, ReportContent content, EvaluationReport test)
    {
        if (test.LogLoss.Value > test.BaselineLogLoss)
            page.Remark(RemarkKind.Bad, "Worse than the base rate.", "Saying the average to every lead would have been closer to what happened.");
        foreach (var rival in content.Rivals.Where(r => r is { Gain: not null, Name: not "base rate" }))
        {
            var gain = rival.Gain!.RocAucDifference;
            var text = $"Difference in ROC AUC {Interval(gain, v => Figures.Signed(v, 4))}.";
            if (gain.Low > 0) page.Remark(RemarkKind.Good, $"Better than a {rival.Name}.", text);
            else if (gain.High < 0) page.Remark(RemarkKind.Watch, $"A {rival.Name} ranks better.", text + " Train with --trainer logistic, or look for what the trees get wrong.");
            else page.Remark(RemarkKind.Note, $"A plain {rival.Name} ranks about as well.", text + " The simpler model would serve too.");
        }
    }

    static void WriteHonesty(HtmlPage page, EvaluationReport test)
    {
        if (test.Curves?.Reliability is not { Count: > 0 } groups) return;
        if (test.Calibration is { } luck && double.IsFinite(luck.EceLimit))
        {
            var sound = luck.IsWithinLuck(test.Ece.Value);
            page.Remark(sound ? RemarkKind.Good : RemarkKind.Watch, sound ? "The probabilities are honest." : test.Ece.Value < SlightGap ? "The probabilities are slightly off." : "The probabilities are off.",
                $"They are {Figures.Number(100 * test.Ece.Value, 1)} points from what happened, on average; with honest ones luck alone makes {Figures.Number(100 * luck.ExpectedEce, 1)}, and stays below {Figures.Number(100 * luck.EceLimit, 1)} in 95 of 100 cases."
                + (sound ? "" : " Where a forecast of numbers depends on them, look at the chart below first; the order of leads is not touched by this."));
            return;
        }
        var agreeing = groups.Count(g => g.Predicted >= g.Low && g.Predicted <= g.High);
        var text = $"In {agreeing} of {groups.Count} groups of leads the share that became SQLs agrees with the probability given, as far as so many leads can tell; on average they are {Figures.Number(100 * test.Ece.Value, 1)} points apart.";
        // One in twenty is off by chance.
        var isHonest = agreeing >= groups.Count - 1 - groups.Count / 20 && !(test.Ece.Low > SmallGap);
        page.Remark(isHonest ? RemarkKind.Good : RemarkKind.Watch, isHonest ? "The probabilities are honest." : test.Ece.Value < SlightGap ? "The probabilities are slightly off." : "The probabilities are off.", text);
    }

    static void WriteLeaks(HtmlPage page, ReportContent content)
    {
        var taken = content.Findings.Where(f => f.Action == LeakAction.Quarantined).Select(f => f.Column).ToArray();
        var used = content.Findings.Where(f => f.Action != LeakAction.Quarantined).Select(f => f.Column).ToArray();
        if (taken.Length > 0) page.Remark(RemarkKind.Watch, "Columns that knew the answer.", $"{Listed(taken)} {(taken.Length == 1 ? "was" : "were")} left out, because {(taken.Length == 1 ? "it seems" : "they seem")} to be written with the outcome or after it. The evidence is under \u201cThe data\u201d.");
        if (used.Length > 0) page.Remark(RemarkKind.Watch, "Look at these columns.", $"{Listed(used)} {(used.Length == 1 ? "is" : "are")} used, although there are signs that {(used.Length == 1 ? "it knows" : "they know")} the outcome. Ask when {(used.Length == 1 ? "it is" : "they are")} filled in: if after the outcome, train with --exclude.");
    }

    internal static string Listed(string[] names)
    {
        var quoted = names.Take(names.Length <= 4 ? 4 : 3).Select(n => $"\u201c{n}\u201d").ToArray();
        return names.Length > 4 ? $"{string.Join(", ", quoted)} and {names.Length - 3} more" : quoted.Length == 1 ? quoted[0] : $"{string.Join(", ", quoted[..^1])} and {quoted[^1]}";
    }

    /// <summary>A sentence of a card with its percentages as the page writes them.</summary>
    internal static string Sentence(string text) => Spaced().Replace(text, "%");

    [GeneratedRegex("(?<=[0-9]) %")]
    private static partial Regex Spaced();

    internal static string Interval(MetricValue value, Func<double, string> format) =>
        double.IsFinite(value.Low) ? $"{format(value.Value)} (95%: {format(value.Low)} to {format(value.High)})" : format(value.Value);
}
