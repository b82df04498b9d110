using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

/// <summary>
/// Decides the leads of one model by one set of rules. Immutable, thread safe; each thread has its own <see cref="LeadCells"/> of <see cref="Rules"/>.
/// </summary>
public sealed class ModelDecider
{
    ModelDecider(LeadModel model, LeadDecider rules)
    {
        Model = model;
        Rules = rules;
    }

    /// <summary>Rules for a model's leads; the default ones are fitted to its columns, any other must fit.</summary>
    /// <exception cref="LeadPredictException">They do not fit (LP0813, LP0814).</exception>
    public static ModelDecider For(LeadModel model, QualificationRules rules)
    {
        var fitted = ReferenceEquals(rules, DefaultQualification.Rules) ? DefaultQualification.For(model.Schema) : rules;
        var order = NextQuestion.Order(model);
        return new ModelDecider(model, new LeadDecider(fitted, model.Schema, model.Grades, order.Count > 0 ? order : null));
    }

    /// <summary>The model that answers.</summary>
    public LeadModel Model { get; }

    /// <summary>The rules, ready for its leads.</summary>
    public LeadDecider Rules { get; }

    /// <summary>Decides one lead.</summary>
    /// <param name="cells">Its values, from <see cref="LeadDecider.NewCells"/>.</param>
    /// <param name="prediction">What the model says of it.</param>
    /// <param name="dials">Null where contributions were not asked for.</param>
    /// <param name="asOf">The day that the decision is for.</param>
    public LeadDecision Decide(LeadCells cells, in LeadPrediction prediction, QualificationDials? dials, DateOnly asOf) =>
        Rules.Decide(cells, new LeadChance(prediction.Probability, prediction.Low, prediction.High, dials), asOf);

    /// <summary>Predicts and decides one lead by its columns.</summary>
    /// <exception cref="LeadPredictException">A field has a value of the wrong kind (LP0161).</exception>
    public LeadDecision Decide(IEnumerable<KeyValuePair<string, GivenField>> lead, DateOnly asOf)
    {
        var given = lead.ToList();
        var encoded = EncodedLead.Of(Model, given);
        var cells = Rules.NewCells();
        var columns = Rules.Columns;
        foreach (var (column, field) in given)
            for (var c = 0; c < columns.Count; c++)
                if (columns[c].Equals(column, StringComparison.OrdinalIgnoreCase)) cells.Set(c, System.Text.Encoding.UTF8.GetBytes(field.Text?.Trim() ?? ""), field.IsJsonNumber);
        return Decide(cells, encoded.Prediction, null, asOf);
    }
}
