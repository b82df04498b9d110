using System.Globalization;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

/// <summary>How the leads, and a model's worth, change over time. Immutable.</summary>
public sealed record TimeReport
{
    /// <summary>The same recipe judged on a random split; null where that was not done.</summary>
    public SplitComparison? Splits { get; init; }
    /// <summary>Test leads by the age of the model that judged them, youngest first; of several models the oldest origin first.</summary>
    public IReadOnlyList<ModelAge> Ages { get; init; } = [];
    /// <summary>How well the newest leads can be told from the training leads; null where there were too few.</summary>
    public MetricValue? Shift { get; init; }
    /// <summary>Each feature, from the training leads to the newest; largest first.</summary>
    public IReadOnlyList<ColumnShift> Columns { get; init; } = [];
    /// <summary>The calibration of each horizon on the test leads; empty where only one is answered.</summary>
    public IReadOnlyList<HorizonReport> Horizons { get; init; } = [];

    /// <summary>Whether the newest leads are surely, and by enough to matter, of another mix than those before.</summary>
    public bool HasShifted => Shift is { } told && told.Low > 0.5 && told.Value >= LeastToldApart;

    /// <summary>The first and the last month of the newest model, where it surely ranks worse in the last; else null.</summary>
    public (ModelAge First, ModelAge Last)? Ageing =>
        Ages.Count > 1 && Ages[^1] is { } last && Ages.First(a => a.Origin == last.Origin) is { } first && last.RocAuc.High < first.RocAuc.Low ? (first, last) : null;

    const double LeastToldApart = 0.6;

    /// <summary>What of it a person must know, in sentences.</summary>
    internal IEnumerable<string> Notes()
    {
        var culture = CultureInfo.InvariantCulture;
        if (Splits is { IsLarge: true } splits)
            yield return string.Create(culture, $"On leads at random the AUC is {splits.Random.Value:F3}, on the newest {splits.Time.Value:F3} (gap {splits.Gap.Low:F3} to {splits.Gap.High:F3}): the leads change over time, or a column knows the future.");
        var moved = Columns.Where(c => c.Moved).Select(c => c.Column).ToArray();
        if (HasShifted && Shift is { } told)
            yield return string.Create(culture, $"The newest leads are of another mix than those before: a few trees tell them apart with AUC {told.Value:F2} ({told.Low:F2} to {told.High:F2}){(moved.Length == 0 ? "" : $"; moved most: {string.Join(", ", moved.Take(3))}")}.");
        if (Ageing is var (first, last))
            yield return string.Create(culture, $"The model ages: AUC {first.RocAuc.Value:F3} in its first month, {last.RocAuc.Value:F3} in month {last.Month}. Train it anew at least as often.");
    }
}

/// <summary>The newest leads against leads at random.</summary>
/// <param name="Random">ROC AUC on a random split, trained on as many leads.</param>
/// <param name="Time">ROC AUC on the newest leads.</param>
/// <param name="Gap">Random minus time, with a 95% interval: above 0, the model does worse on newer leads than a random split promises.</param>
public sealed record SplitComparison(MetricValue Random, MetricValue Time, MetricValue Gap)
{
    /// <summary>Large enough to matter, and surely not chance.</summary>
    public bool IsLarge => Gap.Low > 0 && Gap.Value >= 0.03;
}

/// <summary>Leads of one month of a model's age.</summary>
/// <param name="Origin">The day up to which the model had learned, days since 2000-01-01.</param>
/// <param name="Month">1 for the first month after it.</param>
/// <param name="Rows">Leads created in that month.</param>
/// <param name="Positives">How many of them are positive.</param>
/// <param name="Predicted">Mean probability.</param>
/// <param name="RocAuc">With its 95% interval; NaN where there are too few.</param>
public sealed record ModelAge(double Origin, int Month, int Rows, int Positives, double Predicted, MetricValue RocAuc)
{
    /// <summary>Share of positives.</summary>
    public double Observed => Rows == 0 ? double.NaN : (double)Positives / Rows;
}

/// <summary>How well the probability for one horizon holds on the test leads.</summary>
/// <param name="Days">The horizon.</param>
/// <param name="Rows">Test leads.</param>
/// <param name="Observed">Share of them with the outcome within the horizon.</param>
/// <param name="Predicted">Mean probability.</param>
/// <param name="Ece">Expected calibration error.</param>
/// <param name="RocAuc">How well it ranks.</param>
public sealed record HorizonReport(double Days, int Rows, double Observed, double Predicted, MetricValue Ece, MetricValue RocAuc);
