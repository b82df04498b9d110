using System.Runtime.CompilerServices;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

/// <summary>One set of rules for whatever model answers; what a model needs is made when it is first asked for. Thread safe.</summary>
/// <param name="rules">The rules; <see cref="DefaultQualification.Rules"/> where there are no others.</param>
public sealed class QualificationDesk(QualificationRules rules)
{
    readonly ConditionalWeakTable<LeadModel, Holder> _deciders = [];

    /// <summary>The rules.</summary>
    public QualificationRules Rules => rules;

    /// <summary>What decides a model's leads; null where the rules name columns that the model's leads do not have.</summary>
    public ModelDecider? For(LeadModel model) => _deciders.GetValue(model, m => new Holder(Make(m))).Decider;

    ModelDecider? Make(LeadModel model)
    {
        try
        {
            return ModelDecider.For(model, rules);
        }
        catch (LeadPredictException)
        {
            // Rules of one model's leads; another model still predicts.
            return null;
        }
    }

    sealed record Holder(ModelDecider? Decider);
}
