using System.Globalization;
using System.Text;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Planning;

/// <summary>
/// On what terms leads are called: who may be, by the rules that marketing and sales agreed on, and what a call and a deal are worth. With a file of rules only leads
/// that these send to sales are called; without one, all whom the usual rules let be contacted and who are not with sales already.
/// </summary>
sealed class CallTerms
{
    const string Channel = "phone";

    readonly LeadDecider _decider;
    readonly LeadCells _cells;
    readonly DateOnly _asOf;
    readonly bool _isGiven;
    readonly GradeScale _grades;

    CallTerms(LeadDecider decider, DateOnly asOf, bool isGiven, GradeScale grades)
    {
        _decider = decider;
        _cells = decider.NewCells();
        _asOf = asOf;
        _isGiven = isGiven;
        _grades = grades;
    }

    public LeadDecider Decider => _decider;
    /// <summary>The column of deal values; null when all are <see cref="DealValue"/>.</summary>
    public string? DealValueColumn { get; private init; }
    /// <summary>Of all deals, or of those without a value of their own; 0 when it is not said.</summary>
    public decimal DealValue { get; private init; }
    public decimal ContactCost { get; private init; }
    /// <summary>Which rules decided, in a sentence.</summary>
    public string Note => _isGiven
        ? $"Called are leads that the rules '{_decider.Rules.Name}' ({_decider.Rules.Hash}) send to sales."
        : _decider.Rules.Consent.All(c => c.Channel != Channel)
            ? "The leads' consent to calls is not known (no column such as consent_status or Do Not Call), so nobody was left out for it. Check consent before calling."
            : "Nobody is called against the usual consent rule (not after opting out), nor a lead that is with sales or was turned down; --qualification FILE has rules of your own.";

    public static CallTerms Of(LeadModel model, string? file, DateOnly asOf, string? dealValue, decimal? contactCost)
    {
        var rules = file is null ? DefaultQualification.For(model.Schema) : QualificationFile.Read(file);
        var money = file is null ? null : rules.Money;
        var amount = decimal.TryParse(dealValue, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given) ? given : (decimal?)null;
        if (amount < 0) throw new UsageException("--deal-value must not be negative.");
        if (dealValue is null && money?.DealValueColumn is null && money?.DealValue is null) throw new UsageException("plan needs --deal-value: an amount, or the column that holds it.");
        return new CallTerms(new LeadDecider(rules, model.Schema, model.Grades), asOf, file is not null, rules.Grades ?? model.Grades)
        {
            DealValueColumn = amount is not null ? null : dealValue ?? money?.DealValueColumn,
            DealValue = amount ?? (decimal)(money?.DealValue ?? 0),
            ContactCost = contactCost ?? (decimal?)money?.ContactCost ?? throw new UsageException("plan needs --contact-cost: what it costs to work one lead."),
        };
    }

    public char GradeOf(LeadPrediction prediction) => _grades.Of(prediction.Probability);

    /// <summary>Why a lead is not to be called; null when it may be.</summary>
    /// <param name="prediction">What the model says.</param>
    /// <param name="texts">Its values in the decider's columns.</param>
    public string? Bars(LeadPrediction prediction, ReadOnlySpan<string> texts)
    {
        _cells.Clear();
        for (var i = 0; i < texts.Length; i++) _cells.Set(i, Encoding.UTF8.GetBytes(texts[i]));
        var decision = _decider.Decide(_cells, new LeadChance(prediction.Probability, prediction.Low, prediction.High), _asOf);
        if (decision.Closed is not null) return "left the funnel";
        if (decision.Qualified) return $"is with sales already ({decision.Stage.Name})";
        if (decision.Consent.FirstOrDefault(c => c.Name == Channel) is { Outcome: not RuleOutcome.Pass } consent)
            return consent.Outcome == RuleOutcome.Fail ? "no consent to calls" : "consent to calls is not known";
        if (decision.Gates.FirstOrDefault(g => g.Outcome == RuleOutcome.Fail) is { } gate) return $"fails the gate '{gate.Name}'";
        return !_isGiven || decision.Route.Action is RouteAction.Call or RouteAction.Assign ? null : $"route '{decision.Route.Name}'";
    }
}

/// <summary>Reads <c>--as-of</c>.</summary>
static class AsOfFlag
{
    /// <summary>The day; today without one.</summary>
    public static DateOnly Day(string? text) => Given(text) ?? DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);

    /// <summary>The day in days since 2000-01-01; NaN without one.</summary>
    public static double DaysSince2000(string? text) => Given(text) is { } day ? day.DayNumber - new DateOnly(2000, 1, 1).DayNumber : double.NaN;

    static DateOnly? Given(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new UsageException($"--as-of: '{text}' is no day such as 2026-09-30.");
}
