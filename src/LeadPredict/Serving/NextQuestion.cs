using System.Runtime.CompilerServices;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

/// <summary>What an answer would do.</summary>
/// <param name="Text">What it says, for people.</param>
/// <param name="Share">How often training leads with a known answer gave about this one, 0 to 1.</param>
/// <param name="Probability">The lead's probability with it.</param>
/// <param name="Grade">The lead's grade with it.</param>
public sealed record PossibleAnswer(string Text, double Share, double Probability, char Grade);

/// <summary>
/// The one unknown answer worth asking next: of the columns that are missing and that a person can tell (not what was measured of behaviour), the one whose answer,
/// drawn as training leads gave it, most often changes the grade; then the one that moves the probability most.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Name">What people call it.</param>
/// <param name="ChanceOfAnotherGrade">0 to 1.</param>
/// <param name="ExpectedPoints">Mean size of the change of the probability, in hundredths.</param>
/// <param name="Answers">At most 32, in order of the column's values.</param>
public sealed record NextQuestion(string Column, string Name, double ChanceOfAnotherGrade, double ExpectedPoints, IReadOnlyList<PossibleAnswer> Answers)
{
    static readonly ConditionalWeakTable<LeadModel, IReadOnlyList<string>> s_orders = [];

    /// <summary>The question for a lead; null where nothing that can be asked is missing.</summary>
    /// <exception cref="LeadPredictException">The model does not keep its leads' values (LP0182).</exception>
    public static NextQuestion? For(EncodedLead lead, Language language = Language.English)
    {
        NextQuestion? best = null;
        for (var f = 0; f < lead.Row.Length; f++)
        {
            if (!float.IsNaN(lead.Row[f]) || !CanBeAsked(lead.Model.Encoder.Features[f].Column)) continue;
            var question = Of(lead, f, language);
            if (question.Answers.Count == 0) continue;
            if (best is null || (question.ChanceOfAnotherGrade, question.ExpectedPoints).CompareTo((best.ChanceOfAnotherGrade, best.ExpectedPoints)) > 0) best = question;
        }
        return best;
    }

    /// <summary>
    /// The columns that can be asked for, by how far an answer moves the probability of a lead of whom nothing else is known, the furthest first: what to ask
    /// where the search through a lead's own answers would take too long. Empty where the model does not keep its leads' values.
    /// </summary>
    public static IReadOnlyList<string> Order(LeadModel model) => s_orders.GetValue(model, static m =>
    {
        if (m.Observed is null) return [];
        var nobody = EncodedLead.Of(m, []);
        return [.. Enumerable.Range(0, nobody.Row.Length).Where(f => CanBeAsked(m.Encoder.Features[f].Column)).Select(f => Of(nobody, f, Language.English))
            .Where(q => q.Answers.Count > 0).OrderByDescending(q => q.ExpectedPoints).ThenBy(q => q.Column, StringComparer.Ordinal).Select(q => q.Column)];
    });

    /// <summary>Whether a person can be asked for a column's value.</summary>
    public static bool CanBeAsked(LeadColumn column) =>
        !column.Personal && (column.Actionable || DialScale.GroupOf(column) is not (ColumnGroup.Engagement or ColumnGroup.Intent));

    static NextQuestion Of(EncodedLead lead, int feature, Language language)
    {
        var column = lead.Model.Encoder.Features[feature].Column.Name;
        var answers = new List<PossibleAnswer>();
        double chance = 0, points = 0;
        foreach (var value in LeadValues.Of(lead.Model, feature, float.NaN))
        {
            var answered = lead.With([KeyValuePair.Create(column, new GivenField(value.Text))]);
            var prediction = answered.Prediction;
            answers.Add(new PossibleAnswer(answered.Say(feature, language), value.Share, prediction.Probability, prediction.Grade));
            if (prediction.Grade != lead.Prediction.Grade) chance += value.Share;
            points += 100 * value.Share * Math.Abs(prediction.Probability - lead.Prediction.Probability);
        }
        return new NextQuestion(column, ReasonText.Of(lead.Model, language)[feature].Name, chance, points, answers);
    }
}
