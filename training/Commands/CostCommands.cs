using System.CommandLine;
using LeadPredict.Data;
using LeadPredict.Qualification.Spending;
using LeadPredict.Qualification.Stages;
using LeadPredict.Training.Planning;
using LeadPredict.Training.Results;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict cpsql</c> and <c>sources</c>: what SQLs cost, and where money brings them.</summary>
sealed class CostCommands
{
    const int Source = 0, Month = 2;
    static readonly string[] s_dimensions = ["source", "campaign", "month"];

    readonly Argument<string?> _file = new("CSV") { Description = "Leads with the day of each stage (default: data/leads.csv).", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string> _spend = new("--spend") { Description = "CSV of what was spent: month, source, campaign, kind (marketing or sales), amount.", HelpName = "FILE", Required = true };
    readonly Option<string?> _asOf = new("--as-of") { Description = "The day up to which the file is believed (default: the latest day in it).", HelpName = "YYYY-MM-DD" };
    readonly Option<string?> _qualification = new("--qualification") { Description = "Rules whose stages count; the usual ones without.", HelpName = "FILE" };
    readonly Option<string?> _target = new("--target") { Description = "The stage whose cost is asked for, such as customer (default: that of the label, sql).", HelpName = "STAGE" };
    readonly Option<string> _model = ModelOption.Create();
    readonly ResultOutput _output = new();

    public static Command Cpsql()
    {
        var flags = new CostCommands();
        var by = new Option<string[]>("--by") { Description = "source, campaign, month (default: all three).", HelpName = "A,B" };
        var command = new Command("cpsql", "Say what an SQL costs, by source, campaign and month.") { flags._file, flags._spend, by, flags._target, flags._model, flags._asOf, flags._qualification };
        return flags.Finish(command, (parsed, costs) =>
        {
            var asked = ColumnFlags.Names(parsed.GetValue(by)) is { Count: > 0 } given ? given : s_dimensions;
            if (asked.FirstOrDefault(a => !s_dimensions.Contains(a)) is { } unknown) throw new UsageException($"--by: '{unknown}' is none of source, campaign and month.");
            if (asked.Contains("campaign") && !costs.HasCampaign) asked = [.. asked.Where(a => a != "campaign")];
            var sheet = CostSheet.Of([.. asked.Select(a => costs.Table(Array.IndexOf(s_dimensions, a)))], costs.Ledger, costs.Histories, costs.Histories.Ladder.Rungs[costs.Target].Name, costs.HasChances, costs.Table(Month), costs.Later);
            if (costs.Customers is { } customers) CostSheet.AddCustomers(sheet, customers);
            return sheet;
        });
    }

    public static Command Sources()
    {
        var flags = new CostCommands();
        var command = new Command("sources", "Say which sources bring SQLs for their money, and of which it is too early to say.") { flags._file, flags._spend, flags._target, flags._asOf, flags._qualification };
        return flags.Finish(command, (_, costs) => CostSheet.Of(SourceReport.Of(costs.Table(Source)), costs.Histories, costs.Table(Month)), withModel: false);
    }

    sealed record Costs(LeadHistories Histories, SpendLedger Ledger, int Target, bool HasChances, bool HasCampaign, decimal Later)
    {
        public CostTable Table(int dimension) => CostReport.By(Histories, Ledger, Target, dimension, HasChances);

        /// <summary>The same for customers, the last stage that the file dates; null where that is the target itself.</summary>
        public CostRow? Customers => Histories.Ladder.Rungs.Count - 1 is var last && last > Target ? CostReport.By(Histories, Ledger, last, Month, hasChances: false).Total : null;
    }

    Command Finish(Command command, Func<ParseResult, Costs, ResultSheet> answer, bool withModel = true)
    {
        _output.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            _output.Check(parsed);
            var talk = _output.TalkOf(parsed);
            var costs = Read(parsed, withModel, ct);
            _output.Write(parsed, answer(parsed, costs), talk);
            if (costs.Histories.Rejected.Count > 0) talk.Say($"{costs.Histories.Rejected.Count} rows could not be read, the first: {costs.Histories.Rejected[0]}");
            talk.Say(withModel ? "next: leadpredict sources --spend FILE says where money brings SQLs" : "next: leadpredict funnel --by source says where their leads are lost");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }

    Costs Read(ParseResult parsed, bool withModel, CancellationToken ct)
    {
        var rules = LeadGroups.Rules(parsed.GetValue(_qualification));
        var ledger = SpendLedger.Read(parsed.GetValue(_spend)!);
        using var file = LeadFile.Open(parsed.GetValue(_file) ?? Places.Data("leads.csv"));
        var ladder = StageLadder.Of(rules).In(file);
        var label = rules.Label?.Stage ?? "sql";
        var asked = parsed.GetValue(_target);
        var target = ladder.Find(asked ?? label);
        if (target < 1) throw new UsageException($"--target: '{asked ?? label}' is no stage after the first that the file dates ({string.Join(", ", ladder.Rungs.Select(r => r.Name))}).");

        var campaign = Qualification.FileColumns.Find(file, "campaign", "source_detail", "utm_campaign");
        int[] columns = [Qualification.FileColumns.Require(file, "the source", "lead_source", "source"), campaign, -1];
        // The model's chances are those of the label's stage, and of no other.
        var hasChances = withModel && ladder.Rungs[target].Name.Equals(label, StringComparison.OrdinalIgnoreCase);
        Func<LeadReader, (double, double, double)>? score = null;
        if (hasChances)
        {
            var (model, _) = ModelOption.Open(parsed.GetValue(_model)!);
            var cursor = new ScoringCursor(model, file.Header);
            score = reader => cursor.Score(reader) is { Probability: var p } && model.Reference.Interval(p) is var (low, high) ? (p, low, high) : (double.NaN, double.NaN, double.NaN);
        }
        var histories = LeadHistoryReader.Read(file, ladder, columns, AsOfFlag.DaysSince2000(parsed.GetValue(_asOf)), score, ct);
        foreach (var lead in histories.Leads) lead.Groups[2] = LeadGroups.MonthOf(lead.Start);
        // As if it were the evening of that day.
        var known = new SpendLedger([.. ledger.Entries.Where(e => string.CompareOrdinal(e.Month, LeadGroups.MonthOf(histories.AsOf)) <= 0)]);
        return new Costs(histories, known, target, hasChances, campaign >= 0 && ledger.Entries.Any(e => e.Campaign.Length > 0), ledger.Total - known.Total);
    }
}
