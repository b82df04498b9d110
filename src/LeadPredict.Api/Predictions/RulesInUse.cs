using LeadPredict.Api.Edge;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;

namespace LeadPredict.Api.Predictions;

/// <summary>
/// The rules that decide: the default ones, or those of a file, which is read again when its bytes change. A file that cannot be used, or does not fit the model that
/// answers, leaves the earlier rules in use and says why. Thread safe; one thread at a time looks.
/// </summary>
sealed class RulesInUse
{
    byte[] _seen = [];
    // The default rules are made when first asked for.
    Lazy<QualificationDesk> _desk = new(() => new QualificationDesk(DefaultQualification.Rules));

    /// <param name="path">The file of rules; null for the default ones.</param>
    /// <exception cref="StartRefusedException">The file cannot be used.</exception>
    public RulesInUse(string? path)
    {
        Path = path;
        if (path is null) return;
        try
        {
            Take(_seen = QualificationFile.Bytes(path));
        }
        catch (LeadPredictException e)
        {
            throw new StartRefusedException($"LeadPredict:Qualification cannot be used: {e.Message}");
        }
    }

    /// <summary>The file; null where the default rules decide.</summary>
    public string? Path { get; }

    public QualificationDesk Desk => Volatile.Read(ref _desk).Value;

    /// <summary>Why a newer file was not taken; null while the file is the rules in use.</summary>
    public string? Refused { get; private set; }

    /// <summary>Reads the file if it changed.</summary>
    /// <param name="model">The model that it must fit; null for any.</param>
    /// <returns>Whether there is anything new to say: other rules in use, or another reason why not.</returns>
    public bool Look(LeadModel? model)
    {
        if (Path is null) return false;
        var before = (Desk, Refused);
        var seen = _seen;
        // A file that is gone for a while and comes back as it was is read as a new one.
        _seen = [];
        try
        {
            var bytes = QualificationFile.Bytes(Path);
            _seen = bytes;
            if (bytes.AsSpan().SequenceEqual(seen)) return false;
            Take(bytes, model);
            Refused = null;
        }
        catch (LeadPredictException e)
        {
            // Anybody may ask for readiness: where in the file it is, and not where the file is.
            Refused = string.Join(' ', e.Diagnostics.Select(d => d.Line > 0 ? FormattableString.Invariant($"{d.Line}:{d.Column} {d.Code} {d.Message}") : $"{d.Code} {d.Message}"));
        }
        return before != (Desk, Refused);
    }

    /// <summary>Rules that were set must fit the model that the service was set up with, if it is there already.</summary>
    /// <exception cref="StartRefusedException">They do not.</exception>
    public void CheckAgainst(PredictionEngines engines)
    {
        if (Path is null) return;
        engines.Look();
        if (engines.Default?.Pool?.Current is not { } model) return;
        var problems = QualificationFit.Problems(Desk.Rules, model.Schema);
        if (problems.Count > 0) throw new StartRefusedException($"LeadPredict:Qualification does not fit the model: {string.Join(Environment.NewLine, problems)}");
    }

    void Take(byte[] bytes, LeadModel? model = null)
    {
        var rules = QualificationFile.Parse(bytes, Path!);
        if (model is not null && QualificationFit.Problems(rules, model.Schema) is { Count: > 0 } problems) throw new LeadPredictException(problems);
        var desk = new QualificationDesk(rules);
        Volatile.Write(ref _desk, new Lazy<QualificationDesk>(desk));
    }
}
