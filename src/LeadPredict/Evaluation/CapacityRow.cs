namespace LeadPredict.Evaluation;

/// <summary>What calling only the best leads gives. Ties across the edge are shared out evenly; intervals draw whole accounts.</summary>
/// <param name="Share">The part of all rows that is called, above 0 to 1.</param>
/// <param name="Rows">So many rows.</param>
/// <param name="Precision">Share of positives among them; NaN without rows.</param>
/// <param name="Recall">Share of all positives that are among them; NaN without positives.</param>
/// <param name="Lift">Precision over the base rate; NaN without positives.</param>
public readonly record struct CapacityRow(double Share, double Rows, MetricValue Precision, MetricValue Recall, double Lift);

/// <summary>The line between the leads to call and the others, chosen without the rows that are judged.</summary>
/// <param name="Kind">"grade_a" (the least probability of grade A) or "capacity" (the best so many).</param>
/// <param name="Threshold">Rows of at least this probability are called.</param>
public sealed record DecisionCut(string Kind, double Threshold);

/// <summary>What a cut makes of the judged rows.</summary>
/// <param name="Cut">Where it lies, and why there.</param>
/// <param name="Confusion">Rows on both sides of it.</param>
/// <param name="Precision">With its interval; NaN when no row is called.</param>
/// <param name="Recall">With its interval; NaN without positives.</param>
/// <param name="F1">Harmonic mean of both; NaN where either is.</param>
public sealed record CutReport(DecisionCut Cut, Confusion Confusion, MetricValue Precision, MetricValue Recall, double F1);
