using System.Globalization;
using LeadPredict.Qualification;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>A lead's decision, and the rules that made it.</summary>
/// <param name="Decision">What to do with the lead, and why.</param>
/// <param name="Rules">Their names and titles stand on the page.</param>
public sealed record DecidedLead(LeadDecision Decision, QualificationRules Rules);

/// <summary>What the agreed rules say of one lead, on its page: stage, next step, channels, and each gate with its evidence.</summary>
static class LeadReportDecision
{
    public static void Write(HtmlPage page, DecidedLead decided, LeadReportWords words)
    {
        var (decision, rules) = (decided.Decision, decided.Rules);
        page.BeginSection("decision", words["decision"], words["decision_note"]);
        var channels = decision.Consent.Where(c => c.Outcome == RuleOutcome.Pass).Select(c => c.Name).ToList();
        List<(string, string)> facts = [(words["stage"], Stage(decision, words)), (words["next"], decision.Route.NextStep)];
        if (decision.AgainOn is { } again) facts.Add((words["again"], Day(again)));
        if (rules.Consent.Count > 0) facts.Add((words["channels"], channels.Count > 0 ? string.Join(", ", channels) : words["no_channel"]));
        facts.Add((words["rules"], words.With("rules_of", rules.Name.Length > 0 ? rules.Name : decision.Qualification, decision.Qualification, Day(decision.AsOf))));
        page.Facts(facts);
        if (decision.Gates.Count > 0)
        {
            var table = new HtmlTable(words["decision"], words["gate"], words["outcome"], words["evidence"]) { IsText = true };
            foreach (var gate in decision.Gates) table.Add(Title(rules, gate.Name), words[gate.Outcome.ToString().ToLowerInvariant()], gate.Evidence);
            table.Write(page.Body);
        }
        page.EndSection();
    }

    static string Stage(LeadDecision decision, LeadReportWords words)
    {
        var stage = decision.Stage;
        var title = decision.Closed is { } closed ? $"{stage.Title} ({string.Join(": ", new[] { closed.Name, closed.Reason }.OfType<string>())})" : stage.Title;
        return stage.Days is { } days ? words.With(stage.Overdue ? "overdue" : "stage_days", title, words.Number(days, 0)) : title;
    }

    static string Title(QualificationRules rules, string gate) =>
        rules.Gates.Concat(rules.Segments?.Overrides.SelectMany(o => o.Gates) ?? []).FirstOrDefault(g => g.Name == gate)?.Title ?? gate;

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
