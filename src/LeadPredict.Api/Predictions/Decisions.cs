using System.Globalization;
using LeadPredict.Api.Edge;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;

namespace LeadPredict.Api.Predictions;

/// <summary>The decisions that answers hold: by which rules, and for which day. Thread safe.</summary>
sealed class Decisions
{
    // The default rules are made when first asked for.
    readonly Lazy<QualificationDesk> _desk;
    readonly TimeProvider _clock;

    /// <param name="path">The file of rules; null for the default ones.</param>
    /// <exception cref="StartRefusedException">The file cannot be used.</exception>
    public Decisions(string? path, TimeProvider clock)
    {
        _clock = clock;
        Configured = path is not null;
        _desk = new(() => new QualificationDesk(path is null ? DefaultQualification.Rules : QualificationFile.Read(path)));
        if (path is null) return;
        try
        {
            _ = _desk.Value;
        }
        catch (LeadPredictException e)
        {
            throw new StartRefusedException($"LeadPredict:Qualification cannot be used: {e.Message}");
        }
    }

    /// <summary>Whether rules were set.</summary>
    public bool Configured { get; }

    public QualificationRules Rules => _desk.Value.Rules;

    /// <summary>Null where the rules do not fit the model.</summary>
    public ModelDecider? For(LeadModel model) => _desk.Value.For(model);

    /// <summary>Rules that were set must fit the model that the service was set up with, if it is there already.</summary>
    /// <exception cref="StartRefusedException">They do not.</exception>
    public void CheckAgainst(PredictionEngines engines)
    {
        if (!Configured) return;
        engines.Look();
        if (engines.Default?.Pool?.Current is not { } model) return;
        var problems = QualificationFit.Problems(Rules, model.Schema);
        if (problems.Count > 0) throw new StartRefusedException($"LeadPredict:Qualification does not fit the model: {string.Join(Environment.NewLine, problems)}");
    }

    /// <summary>
    /// What <c>?decision=</c> (true or false; whether rules were set when it is not said) and <c>?as_of=</c> (a day; today in UTC) ask for; false where they cannot be understood.
    /// </summary>
    /// <param name="asOf">The day; null for no decision.</param>
    public bool TryAsk(HttpRequest request, out DateOnly? asOf)
    {
        DateOnly day = default;
        var wanted = Configured;
        asOf = null;
        if (request.QueryString.HasValue)
        {
            if (request.Query.TryGetValue("decision", out var text) && !bool.TryParse(text, out wanted)) return false;
            if (request.Query.TryGetValue("as_of", out var given) && !DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)) return false;
        }
        if (wanted) asOf = day != default ? day : DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        return true;
    }

    /// <summary>Answers that the query cannot be understood.</summary>
    public static Task BadQuery(HttpContext context) =>
        Problems.BadQuery(context, context.Request.Query.TryGetValue("decision", out var text) && !bool.TryParse(text, out _) ? "decision" : "as_of", "decision: true or false; as_of: a day such as 2026-03-31");
}
