using System.CommandLine;
using LeadPredict.Modeling;
using LeadPredict.Qualification.Planning;
using LeadPredict.Training.Planning;
using LeadPredict.Training.Results;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict plan</c>: whom to call with the time there is, and what that is expected to bring.</summary>
static class PlanCommand
{
    static readonly Argument<string> s_file = new("CSV") { Description = "Leads to choose from." };
    static readonly Option<string> s_model = ModelOption.Create();
    static readonly Option<string?> s_capacity = new("--capacity") { Description = "Leads that the team can call: 40/week, 8/day or 170/month. Needed without --reps.", HelpName = "N/week" };
    static readonly Option<int> s_weeks = new("--weeks") { Description = "Weeks to plan (default: 1).", HelpName = "N", DefaultValueFactory = _ => 1 };
    static readonly Option<string?> s_dealValue = new("--deal-value") { Description = "What a deal is worth: an amount, or the column that holds it.", HelpName = "X|COL" };
    static readonly Option<decimal?> s_contactCost = new("--contact-cost") { Description = "What it costs to work one lead.", HelpName = "X" };
    static readonly Option<double> s_winRate = new("--win-rate") { Description = "Share of SQLs that buy, 0 to 1 (default: 1, when the value given is that of an SQL).", HelpName = "P", DefaultValueFactory = _ => 1 };
    static readonly Option<string?> s_reps = new("--reps") { Description = "CSV of who calls: rep and calls_per_week, or hours_per_week.", HelpName = "FILE" };
    static readonly Option<double> s_minutes = new("--minutes-per-call") { Description = "Time that a lead takes, to turn hours into calls (default: 30).", HelpName = "N", DefaultValueFactory = _ => 30 };
    static readonly Option<decimal> s_repCost = new("--rep-cost") { Description = "What one more rep costs a week (default: 0).", HelpName = "X" };
    static readonly Option<int> s_perAccount = new("--per-account") { Description = "Most leads of one account (default: 2; 0 for no limit).", HelpName = "N", DefaultValueFactory = _ => 2 };
    static readonly Option<string?> s_qualification = new("--qualification") { Description = "What marketing and sales agreed on: only leads that it sends to sales are called, and its money terms count. Without it the usual consent rule does.", HelpName = "FILE" };
    static readonly Option<string?> s_asOf = new("--as-of") { Description = "The day of the plan: what is dated later has not happened (default: today).", HelpName = "YYYY-MM-DD" };
    static readonly Option<ulong> s_seed = new("--seed") { Description = "Seed of the drawn outcomes (default: 42).", DefaultValueFactory = _ => 42 };
    static readonly ResultOutput s_output = new();

    public static Command Create()
    {
        var command = new Command("plan", "Say whom to call with the time there is, and what that should bring.")
        {
            s_file, s_model, s_capacity, s_weeks, s_dealValue, s_contactCost, s_winRate, s_reps, s_minutes, s_repCost, s_perAccount, s_qualification, s_asOf, s_seed,
        };
        s_output.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(() => Run(parsed, ct), CancellationToken.None));
        return command;
    }

    static int Run(ParseResult parsed, CancellationToken ct)
    {
        s_output.Check(parsed);
        var talk = s_output.TalkOf(parsed);
        var path = parsed.GetValue(s_file)!;
        if (parsed.GetValue(s_capacity) is null && parsed.GetValue(s_reps) is null) throw new UsageException("plan needs --capacity N/week or --reps FILE: else there is nothing to choose for.");
        if (parsed.GetValue(s_minutes) is not (>= 1 and <= 10_000)) throw new UsageException("--minutes-per-call must be 1 to 10,000.");
        var (model, _) = ModelOption.Open(parsed.GetValue(s_model)!);
        var terms = CallTerms.Of(model, parsed.GetValue(s_qualification), AsOfFlag.Day(parsed.GetValue(s_asOf)), parsed.GetValue(s_dealValue), parsed.GetValue(s_contactCost));
        IReadOnlyList<SalesRep> reps = parsed.GetValue(s_reps) is { } repFile ? SalesReps.Read(repFile, parsed.GetValue(s_minutes)) : [];
        var request = new PlanRequest
        {
            CallsPerWeek = parsed.GetValue(s_capacity) is { } capacity ? CapacityFlag.PerWeek(capacity) : reps.Sum(r => r.CallsPerWeek),
            Weeks = parsed.GetValue(s_weeks),
            ContactCost = terms.ContactCost,
            WinRate = parsed.GetValue(s_winRate),
            PerAccount = parsed.GetValue(s_perAccount),
            Reps = reps,
            RepCostPerWeek = parsed.GetValue(s_repCost),
            Seed = parsed.GetValue(s_seed),
        };
        if (request.Validate() is { Count: > 0 } problems) throw new UsageException(string.Join(' ', problems));

        var list = CandidateList.Read(model, path, terms, ct);
        var plan = CallPlanner.Plan(list.Leads, request);
        s_output.Write(parsed, PlanSheet.Of(plan, request, list), talk);
        if (list.Rejected.Count > 0) talk.Say($"{list.Rejected.Count} rows could not be read, the first: {list.Rejected[0]}");
        talk.Say($"model {model.Id}");
        talk.Say($"next: leadpredict explain {path} --id ID says why a lead is where it is");
        return ExitCode.Done;
    }
}
