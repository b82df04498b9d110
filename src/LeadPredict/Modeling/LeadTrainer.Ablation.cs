using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

/// <summary>What a model loses without some of its columns, judged on the same leads, which neither model saw. Immutable.</summary>
/// <param name="Without">The columns that were taken out.</param>
/// <param name="Kept">How many columns the smaller model has.</param>
/// <param name="With">The whole model's metrics.</param>
/// <param name="Reduced">The smaller model's.</param>
/// <param name="Change">Smaller minus whole, on the same rows: an AUC below 0 or a log-loss above 0 is a loss.</param>
public sealed record AblationResult(IReadOnlyList<string> Without, int Kept, EvaluationReport With, EvaluationReport Reduced, PairedComparison Change)
{
    /// <summary>Whether the columns surely help: the interval of the log-loss' change lies above 0.</summary>
    public bool Helps => Change.LogLossDifference.Low > 0;
}

public sealed partial class LeadTrainer
{
    /// <summary>
    /// Trains and judges twice on the same split: with all columns and without those that a pattern names. The smaller model is fitted anew, so what other columns can stand in
    /// for is not counted as a loss.
    /// </summary>
    /// <param name="request">As for a training; nothing is tuned.</param>
    /// <param name="patterns">Names of columns, * for any text, without case; or group:intent for a group of the schema.</param>
    /// <param name="clock">The time.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="LeadPredictException">As for a training; or the patterns name no column that is used, or all (LP0909).</exception>
    public static AblationResult Ablate(TrainingRequest request, IReadOnlyList<string> patterns, TimeProvider clock, IProgress<TrainingProgress>? progress = null, CancellationToken ct = default) =>
        new LeadTrainer(request with { Tuning = null, LearningCurve = false }, clock, progress, ct).Ablate(patterns);

    AblationResult Ablate(IReadOnlyList<string> patterns)
    {
        var (table, files, _, _) = new TrainingData(_request, _notes, _progress, _ct).Read();
        var features = table.Schema.Columns.Where(c => c.Role == ColumnRole.Feature).ToList();
        var without = features.Where(c => patterns.Any(p => Names(p, c))).Select(c => c.Name).ToList();
        if (without.Count == 0 || without.Count == features.Count) throw TrainingErrors.NothingToAblate(files[0].Path, without.Count == 0, features.Select(f => f.Name));

        var schema = table.Schema with
        {
            Columns = [.. table.Schema.Columns.Select(c => without.Contains(c.Name) ? c with { Role = ColumnRole.Excluded, ExcludedBecause = "taken out to see what it is worth" } : c)],
            Interactions = table.Schema.Interactions?.Select(g => (IReadOnlyList<string>)[.. g.Where(n => !without.Contains(n))]).Where(g => g.Count > 0).ToArray(),
        };
        var all = Teaching(table, [.. Enumerable.Range(0, table.RowCount)]);
        var whole = Judge(table, all);
        var reduced = Judge(Quarantine.Apply(table, schema), all);
        if (whole.Report is null || reduced.Report is null) throw new InvalidOperationException("An ablation needs a request that judges.");
        return new AblationResult(without, features.Count - without.Count, whole.Report, reduced.Report,
            PairedComparison.Compute(whole.Probabilities, reduced.Probabilities, Gather(table.Labels, whole.JudgedRows), GroupsOf(table, whole.JudgedRows), _options.Seed));
    }

    static bool Names(string pattern, LeadColumn column) => pattern.StartsWith("group:", StringComparison.OrdinalIgnoreCase)
        ? Word(Qualification.DialScale.GroupOf(column)).Equals(pattern["group:".Length..], StringComparison.OrdinalIgnoreCase)
        : System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, column.Name, ignoreCase: true);
}
