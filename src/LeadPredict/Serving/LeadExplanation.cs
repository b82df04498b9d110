using System.Buffers;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Qualification;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

/// <summary>One column's part in a lead's prediction, in full.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Value">The field as it was given; null where it is missing or personal.</param>
/// <param name="LogOdds">What the column adds to the log-odds.</param>
/// <param name="Points">What it adds to the probability, in hundredths.</param>
/// <param name="Text">A sentence for people, points included.</param>
public sealed record ReasonPart(string Column, string? Value, double LogOdds, double Points, string Text);

/// <summary>Why a lead has its probability: every column's part, strongest first.</summary>
/// <param name="Prediction">What the model says.</param>
/// <param name="BaseLogOdds">The log-odds of an average lead; with the parts' they sum to the prediction's.</param>
/// <param name="BaseProbability">The probability there; with a hundredth of the parts' points it sums to the prediction's.</param>
/// <param name="Dials">Four aspects, 0 to 100.</param>
/// <param name="Parts">One a column of the model.</param>
public sealed record LeadExplanation(
    LeadPrediction Prediction, double BaseLogOdds, double BaseProbability, QualificationDials Dials, IReadOnlyList<ReasonPart> Parts)
{
    /// <summary>Explains the lead whose fields are set in an engine. Predicts it: call once a lead.</summary>
    /// <param name="texts">The fields as they were given, by the engine's features; null or empty for missing.</param>
    /// <param name="contributions">The parts in log-odds where they come from elsewhere than the engine's own explanations.</param>
    public static LeadExplanation Of(PredictionEngine engine, IReadOnlyList<string?> texts, Language language = Language.English, Func<ReadOnlySpan<float>, (double Base, double[] Parts)>? contributions = null)
    {
        var prediction = engine.Predict();
        var (start, parts) = contributions?.Invoke(engine.EncodedRow) ?? (engine.BaseLogOdds, engine.Contributions().ToArray());
        var path = new Calibration.ProbabilityPath(engine.Model.Calibrator, start, prediction.LogOdds);
        var wording = ReasonText.Of(engine.Model, language);
        var sentence = new ArrayBufferWriter<byte>();
        var reasons = new List<ReasonPart>();
        for (var f = 0; f < parts.Length; f++)
        {
            var column = engine.Model.Encoder.Features[f].Column;
            var status = engine.Statuses[f];
            var reason = new Reason(f, parts[f], 100 * path.Of(parts[f]));
            sentence.ResetWrittenCount();
            wording.WriteSentence(sentence, reason, Encoding.UTF8.GetBytes(texts[f] ?? ""), status, engine.EncodedRow[f]);
            reasons.Add(new ReasonPart(column.Name, status == FieldStatus.Missing || column.Personal ? null : texts[f], reason.LogOdds, reason.Points, Encoding.UTF8.GetString(sentence.WrittenSpan)));
        }
        return new LeadExplanation(
            prediction, start, path.From, engine.Dials(parts), [.. reasons.OrderByDescending(r => Math.Abs(r.LogOdds)).ThenBy(r => r.Column, StringComparer.Ordinal)]);
    }
}
