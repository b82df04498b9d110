using System.Globalization;
using LeadPredict.Api.Edge;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;

namespace LeadPredict.Api.Predictions;

/// <summary>The decisions that answers hold: by which rules, and for which day. Thread safe.</summary>
sealed class Decisions(RulesInUse rules, TimeProvider clock)
{
    /// <summary>Null where the rules do not fit the model.</summary>
    public ModelDecider? For(LeadModel model) => rules.Desk.For(model);

    /// <summary>The rules themselves; null likewise. Of one moment: they may be replaced between two questions.</summary>
    public QualificationRules? RulesFor(LeadModel model) => rules.Desk is var desk && desk.For(model) is not null ? desk.Rules : null;

    /// <summary>
    /// What <c>?decision=</c> (true or false; whether rules were set when it is not said) and <c>?as_of=</c> (a day; today in UTC) ask for; false where they cannot be understood.
    /// </summary>
    /// <param name="asOf">The day; null for no decision.</param>
    public bool TryAsk(HttpRequest request, out DateOnly? asOf)
    {
        DateOnly day = default;
        var wanted = rules.Path is not null;
        asOf = null;
        if (request.QueryString.HasValue)
        {
            if (request.Query.TryGetValue("decision", out var text) && !bool.TryParse(text, out wanted)) return false;
            if (request.Query.TryGetValue("as_of", out var given) && !DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)) return false;
        }
        if (wanted) asOf = day != default ? day : DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return true;
    }

    /// <summary>Answers that the query cannot be understood.</summary>
    public static Task BadQuery(HttpContext context) =>
        Problems.BadQuery(context, context.Request.Query.TryGetValue("decision", out var text) && !bool.TryParse(text, out _) ? "decision" : "as_of", "decision: true or false; as_of: a day such as 2026-03-31");
}
