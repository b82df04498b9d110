using System.CommandLine;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary>The flags of <c>train</c> that say what to look at when judging, and whether the gate decides.</summary>
sealed record JudgingFlags(Option<int?> Capacity, Option<string[]> Segments, Option<string?> Curve, Option<bool> AskGate)
{
    public static Option<int?> CapacityOption() => new("--capacity") { Description = "So many of the judged leads can be called: what that finds, and where right and wrong calls are counted.", HelpName = "N" };

    public static Option<string[]> SegmentOption() => new("--segment")
    {
        Description = "Categories by whose levels the judged leads are looked at, separated by commas (default: at most three, found by name).",
        HelpName = "A,B",
        AllowMultipleArgumentsPerToken = true,
    };

    public static JudgingFlags Create()
    {
        var curve = new Option<string?>("--learning-curve") { Description = "Train on parts of the history too, to say what more of it would bring (default: auto, up to 60,000 training rows)." };
        curve.AcceptOnlyFromAmong("on", "off", "auto");
        var gate = new Option<bool>("--gate") { Description = "Exit with 4, and let the model answer nowhere, when it is no better than chance or the baseline, or its probabilities are off." };
        return new JudgingFlags(CapacityOption(), SegmentOption(), curve, gate);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(Capacity);
        command.Options.Add(Segments);
        command.Options.Add(Curve);
        command.Options.Add(AskGate);
    }

    public TrainingRequest Read(TrainingRequest request, ParseResult parsed) => request with
    {
        Capacity = CheckCapacity(parsed.GetValue(Capacity)),
        SegmentColumns = ColumnFlags.Names(parsed.GetValue(Segments)),
        LearningCurve = parsed.GetValue(Curve) switch { "on" => true, "off" => false, _ => null },
    };

    public bool Gate(TrainingRequest request, ParseResult parsed)
    {
        var asked = parsed.GetValue(AskGate);
        if (asked && request.Evaluation == EvaluationMethod.None) throw new UsageException("--gate needs a test to decide on: leave out --evaluation none.");
        return asked;
    }

    public static int CheckCapacity(int? capacity) =>
        capacity is < 1 ? throw new UsageException("--capacity must be 1 or more.") : capacity ?? 0;

    public static void SayRefused(Talk talk, GateResult? gate)
    {
        talk.Say("The gate is not met:");
        foreach (var check in (gate?.Checks ?? []).Where(c => !c.Passed)) talk.Say($"  {check.Name}: {check.Says}");
    }
}
