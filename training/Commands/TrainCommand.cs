using System.CommandLine;
using System.Reflection;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict train</c>: from CSV files to a model in the registry (or at a path), with its card.</summary>
static class TrainCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("CSV") { Description = "Lead histories with the same columns (default: data/leads.csv).", Arity = ArgumentArity.ZeroOrMore };
        var label = Text("--label", "COL", "The outcome's column.");
        var positive = Text("--positive", "VALUE", "The outcome's value that means: became an SQL.");
        var schema = Text("--schema", "FILE", "A schema file (JSON) that declares columns.");
        var id = Text("--id", "COL", "The column that names a lead.");
        var time = Text("--time", "COL", "The column with the lead's creation time.");
        var group = Text("--group", "COL", "The account's column: no account is on both sides of a split.");
        var exclude = new Option<string[]>("--exclude") { Description = "Columns not to use, separated by commas.", HelpName = "A,B", AllowMultipleArgumentsPerToken = true };
        var allow = new Option<string[]>("--allow") { Description = "Columns to use although they seem to know the outcome, separated by commas.", HelpName = "A,B", AllowMultipleArgumentsPerToken = true };
        var point = Choice("--prediction-point", "When the prediction is made: columns known later are not used (default: mql).", "created", "mql", "sal");
        var weight = Text("--weight", "COL", "The column that says how much each row counts in training (0 or more; a row of 0 does not teach).");
        var monotone = Text("--monotone", "COL:+,COL:-", "Columns whose higher value must never lower (+) or never raise (-) the probability.");
        var interactions = Text("--interactions", "A,B;C,D", "Groups of columns that may meet in one tree path; a column in no group meets none.");
        var split = Choice("--split", "How the test is set aside (default: time where there is a time column, else group, else random).", "time", "group", "random");
        var model = Text("--model", "NAME|PATH", "Name in the registry, or a folder or .leadmodel file to write (default: leads).");
        var trainer = Choice("--trainer", "What to fit (default: gbdt); fasttree is ML.NET's, for programs built with it.", "gbdt", "logistic", "fasttree");
        var evaluation = Choice("--evaluation", "How to judge (default: holdout).", "holdout", "cv", "none");
        var tune = new Option<int?>("--tune") { Description = "Try N other settings of the trees on held-out training leads, and take the best if it is clearly better.", HelpName = "N" };
        var tuneMinutes = new Option<double?>("--tune-minutes") { Description = "Begin no other trial after M minutes; with --tune, whichever comes first.", HelpName = "M" };
        var tuneState = Text("--tune-state", "FILE", "Where finished trials are kept until the training has ended, so that the same command goes on after an interruption (default: .tune-….jsonl beside the model).");
        var noRefit = new Option<bool>("--no-refit") { Description = "Ship the judged model instead of one fitted anew on every labelled row." };
        var testShare = new Option<double?>("--test-share") { Description = "Share of the leads that are the test (default: 0.2).", HelpName = "X" };
        var maxRejected = new Option<double?>("--max-rejected") { Description = "Largest share of unreadable rows that is accepted (default: 0.01).", HelpName = "X" };
        var report = ReportFile.Option();
        var judging = JudgingFlags.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        var command = new Command("train", "Learn from past leads, judge honestly, and keep the model with its card.")
        {
            files, label, positive, schema, id, time, group, exclude, allow, point, weight, monotone, interactions, split, model, trainer, evaluation, tune, tuneMinutes, tuneState, noRefit, testShare, maxRejected, report, json, quiet,
        };
        judging.AddTo(command);
        var boosting = BoostingFlags.AddTo(command);
        var timing = new TimeFlags();
        timing.AddTo(command);

        command.SetAction((parsed, ct) =>
        {
            var given = parsed.GetValue(files)!;
            var target = ModelTarget.Parse(parsed.GetValue(model) ?? "leads");
            var shipped = given.Length == 0;
            var request = new TrainingRequest
            {
                Files = shipped ? [Places.Data("leads.csv")] : given,
                Columns = new SchemaInferenceOptions
                {
                    Label = parsed.GetValue(label),
                    Positive = parsed.GetValue(positive),
                    Id = parsed.GetValue(id),
                    Time = parsed.GetValue(time),
                    Group = parsed.GetValue(group),
                    Weight = parsed.GetValue(weight),
                    Monotone = ColumnFlags.Monotone(parsed.GetValue(monotone)),
                    Interactions = ColumnFlags.Interactions(parsed.GetValue(interactions)),
                    Exclude = ColumnFlags.Names(parsed.GetValue(exclude)),
                    Allow = ColumnFlags.Names(parsed.GetValue(allow)),
                    PredictionPoint = Parse(parsed.GetValue(point), KnownAt.Mql),
                },
                SchemaFile = parsed.GetValue(schema) ?? (shipped ? Places.Data("leads.schema.json") : null),
                Boosting = BoostingFlags.Read(boosting, parsed),
                Tuning = Tuning(parsed.GetValue(tune), parsed.GetValue(tuneMinutes), parsed.GetValue(tuneState), target),
                Trainer = Parse(parsed.GetValue(trainer), Trainer.Gbdt),
                FastTree = FastTree.Factory,
                Split = parsed.GetValue(split) is { } s ? Parse(s, SplitMethod.Random) : null,
                Evaluation = Parse(parsed.GetValue(evaluation), EvaluationMethod.Holdout),
                Refit = !parsed.GetValue(noRefit),
                TestShare = parsed.GetValue(testShare) ?? 0.2,
                MaxRejected = parsed.GetValue(maxRejected) ?? 0.01,
                Name = target.Name,
                Overview = ReportFile.Check(parsed.GetValue(report)) is not null,
            };
            request = timing.Read(parsed, request);
            request = judging.Read(request, parsed);
            Check(request);
            return Task.Run(() => Run(request, target, judging.Gate(request, parsed), parsed.GetValue(report), parsed.GetValue(json), parsed.GetValue(quiet), ct), CancellationToken.None);
        });
        return command;
    }

    static int Run(TrainingRequest request, ModelTarget target, bool gate, string? report, bool json, bool quiet, CancellationToken ct)
    {
        var talk = new Talk(quiet);
        TrainingResult result;
        try
        {
            result = LeadTrainer.Train(request, TimeProvider.System, talk, ct);
        }
        catch (OperationCanceledException) when (request.Tuning is not null)
        {
            talk.Say("Interrupted; no model was changed. Finished trials of the tuning are kept: the same command goes on from there.");
            return ExitCode.Interrupted;
        }
        finally
        {
            talk.Finish();
        }
        ct.ThrowIfCancellationRequested();
        var refused = gate && result.Card.Gate is not { Passed: true };
        var kept = target.Keep(result, mayAnswer: !refused);
        if (json) TrainingSummary.WriteJson(result.Card, kept.Path);
        else TrainingSummary.WriteText(result.Card, Talk.Output());
        if (report is not null) ReportFile.Write(report, Reports.ModelReport.Of(Reports.ReportContent.Of(result.Card)), talk);
        talk.Say(kept.Said);
        if (refused) JudgingFlags.SayRefused(talk, result.Card.Gate);
        talk.Say(kept.Next);
        if (refused) return ExitCode.GateNotMet;
        return result.Card.Findings.Count > 0 ? ExitCode.Findings : ExitCode.Done;
    }

    static TuningRequest? Tuning(int? trials, double? minutes, string? state, ModelTarget target)
    {
        if (trials is null && minutes is null) return state is null ? null : throw new UsageException("--tune-state needs --tune N or --tune-minutes M.");
        var time = minutes switch
        {
            null => (TimeSpan?)null,
            > 0 and <= 43_200 => TimeSpan.FromMinutes(minutes.Value),
            _ => throw new UsageException("--tune-minutes must be above 0 and at most 43200."),
        };
        return new TuningRequest { Trials = trials, Time = time, StateFile = state, StateFolder = target.Beside };
    }

    static void Check(TrainingRequest request)
    {
        var problems = (request.Trainer == Trainer.FastTree ? FastTree.Problems(request.Boosting) : request.Boosting.Validate()).ToList();
        if (request.TestShare is not (> 0 and <= 0.5)) problems.Add("--test-share must be above 0 and at most 0.5.");
        if (request.MaxRejected is not (>= 0 and <= 1)) problems.Add("--max-rejected must be 0 to 1.");
        if (request.Tuning is not null && request.Trainer == Trainer.Logistic) problems.Add("--tune searches the settings of trees; --trainer logistic has none and chooses its penalty itself.");
        if (request.Tuning is not null && request.Trainer == Trainer.FastTree) problems.Add("--tune searches the settings of LeadPredict's own trees; leave it out with --trainer fasttree.");
        if (request.Tuning?.Trials is < 1 or > 100_000) problems.Add("--tune must be 1 to 100000.");
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    static T Parse<T>(string? word, T otherwise) where T : struct, Enum => word is null ? otherwise : Enum.Parse<T>(word, ignoreCase: true);

    static Option<string?> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    static Option<string?> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(words);
        return option;
    }
}

/// <summary>One flag for every training option, made from the options record itself: a new option needs no edit here.</summary>
static class BoostingFlags
{
    public static IReadOnlyDictionary<PropertyInfo, Option> AddTo(Command command)
    {
        var result = new Dictionary<PropertyInfo, Option>();
        foreach (var property in typeof(BoostingOptions).GetProperties().Where(p => p.CanWrite))
        {
            var flag = OptionNames.Flag(property.Name);
            var description = FormattableString.Invariant($"Training option (default: {property.GetValue(new BoostingOptions())}); see docs/OPTIONS.md.");
            Option option = property.PropertyType == typeof(int) ? new Option<int?>(flag) { Description = description, HelpName = "N" }
                : property.PropertyType == typeof(double) ? new Option<double?>(flag) { Description = description, HelpName = "X" }
                : property.PropertyType == typeof(ulong) ? new Option<ulong?>(flag) { Description = description, HelpName = "N" }
                : throw new NotSupportedException($"A training option of type {property.PropertyType.Name} needs a kind of flag.");
            result[property] = option;
            command.Options.Add(option);
        }
        return result;
    }

    public static BoostingOptions Read(IReadOnlyDictionary<PropertyInfo, Option> flags, ParseResult parsed)
    {
        // A copy, so that the init-only properties are set on an object nobody else has.
        var options = new BoostingOptions() with { };
        foreach (var (property, option) in flags)
        {
            // As objects at once: the one type that would hold all three is double.
            var given = option switch
            {
                Option<int?> o => (object?)parsed.GetValue(o),
                Option<double?> o => parsed.GetValue(o),
                Option<ulong?> o => parsed.GetValue(o),
                _ => null,
            };
            if (given is not null) property.SetValue(options, given);
        }
        return options;
    }
}
