namespace LeadPredict.Evaluation;

/// <summary>One thing that a model must be before it may answer.</summary>
/// <param name="Name">"signal", "baseline" or "calibration".</param>
/// <param name="Passed">Whether it is.</param>
/// <param name="Says">The numbers, in a sentence.</param>
public sealed record GateCheck(string Name, bool Passed, string Says);

/// <summary>What stands between a trained model and its use.</summary>
public sealed record GateResult(IReadOnlyList<GateCheck> Checks)
{
    /// <summary>Whether every check is passed.</summary>
    public bool Passed => Checks.All(c => c.Passed);
}
