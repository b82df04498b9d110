namespace LeadPredict.Boosting;

/// <summary>How far training is.</summary>
/// <param name="Phase">What is being done, in words: "choosing the number of trees", "fitting".</param>
/// <param name="Done">Steps done in this phase.</param>
/// <param name="Total">Most steps this phase can take.</param>
/// <param name="ValidationLoss">Log-loss on rows held out, NaN when there are none.</param>
public readonly record struct BoostingProgress(string Phase, int Done, int Total, double ValidationLoss);
