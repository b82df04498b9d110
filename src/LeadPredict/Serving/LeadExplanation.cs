using LeadPredict.Calibration;
using LeadPredict.Explanation;
using LeadPredict.Qualification;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

/// <summary>One column's part in a lead's prediction, in full.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Value">The field as it was given; null where it is missing or personal.</param>
/// <param name="LogOdds">What the column adds to the log-odds.</param>
/// <param name="Points">What it adds to the probability, in hundredths.</param>
/// <param name="Text">What the value says, for people.</param>
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
    /// <summary>Explains a lead.</summary>
    /// <param name="background">Encoded rows to compare with, whose mean the parts start from; null for the training leads as the trees counted them.</param>
    public static LeadExplanation Of(EncodedLead lead, Language language = Language.English, IReadOnlyList<float[]>? background = null)
    {
        var model = lead.Model;
        var parts = new double[model.Encoder.FeatureCount];
        var start = model.Paths.Base;
        if (background is null) new ContributionExplainer(model.Paths).Explain(lead.Row, parts);
        else
        {
            var explainer = new InterventionalExplainer(model.Ensemble, background);
            explainer.Explain(lead.Row, parts);
            start = explainer.Base;
        }
        var path = new ProbabilityPath(model.Calibrator, start, lead.Prediction.LogOdds);
        var reasons = model.Encoder.Features.Select((feature, f) => new ReasonPart(feature.Column.Name, lead.Shown(f), parts[f], 100 * path.Of(parts[f]), lead.Say(f, language)));
        return new LeadExplanation(
            lead.Prediction, start, path.From, new DialScale(model.Encoder.Features).Read(parts), [.. reasons.OrderByDescending(r => Math.Abs(r.LogOdds)).ThenBy(r => r.Column, StringComparer.Ordinal)]);
    }
}
