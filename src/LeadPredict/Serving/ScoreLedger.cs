using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Explanation;
using LeadPredict.Modeling;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

/// <summary>A part of the change between two scorings.</summary>
/// <param name="LogOdds">Of the change of the log-odds.</param>
/// <param name="Points">Of the change of the probability, in hundredths.</param>
public readonly record struct LedgerPart(double LogOdds, double Points);

/// <summary>What the change of one column did.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Before">Its value in the earlier scoring; null where it is missing or personal.</param>
/// <param name="After">Its value in the later one.</param>
/// <param name="TextBefore">What the earlier value says, for people.</param>
/// <param name="TextAfter">What the later one says.</param>
/// <param name="Part">Its part.</param>
public sealed record ColumnChange(string Column, string? Before, string? After, string TextBefore, string TextAfter, LedgerPart Part);

/// <summary>
/// The change between two scorings of a lead, split exactly: the parts of the columns, of time, of the model and of the calibration sum to the change of the log-odds and of
/// the probability.
/// <para>
/// Let f and F be the earlier and the later model's log-odds, x the lead then, t the same lead when only time had passed (columns that count days are so many days
/// older), and y the lead now. Of the way x, t, y each column gets its Shapley value between the two ends (a column that did not change gets nothing, and the order of
/// columns does not matter), once under f and once under F, and the mean counts; the model gets the mean of F(x) - f(x) and F(y) - f(y). So neither comes first. The
/// calibration gets the mean of its change at both log-odds, and the rest of the probability is shared in proportion to log-odds, as <see cref="ProbabilityPath"/> does.
/// </para>
/// </summary>
public sealed record ScoreLedger
{
    /// <summary>The earlier scoring.</summary>
    public required LeadPrediction Before { get; init; }
    /// <summary>The later one.</summary>
    public required LeadPrediction After { get; init; }
    /// <summary>Columns that changed in value, or in what time alone would have made of them; the strongest first.</summary>
    public required IReadOnlyList<ColumnChange> Columns { get; init; }
    /// <summary>What time passing did; null where it is not known how much passed.</summary>
    public required LedgerPart? Time { get; init; }
    /// <summary>What another model did.</summary>
    public required LedgerPart Model { get; init; }
    /// <summary>What another calibration did; nothing to the log-odds, which are before it.</summary>
    public required LedgerPart Calibration { get; init; }

    /// <summary>Splits a change.</summary>
    /// <param name="before">The lead then, under the earlier model.</param>
    /// <param name="after">The lead now, under the later model, or the same.</param>
    /// <param name="beforeInLater">The lead then, under the later model; <paramref name="before"/> where they are the same.</param>
    /// <param name="afterInEarlier">The lead now, under the earlier model; likewise.</param>
    /// <param name="days">Days between them; null where that is not known, and columns that count days are columns like others.</param>
    public static ScoreLedger Of(EncodedLead before, EncodedLead after, EncodedLead beforeInLater, EncodedLead afterInEarlier, double? days, Language language = Language.English)
    {
        var earlier = new Way(before, afterInEarlier, days);
        var later = ReferenceEquals(before.Model, after.Model) ? earlier : new Way(beforeInLater, after, days);
        double then = before.Prediction.LogOdds, now = after.Prediction.LogOdds;
        Calibrator old = before.Model.Calibrator, present = after.Model.Calibrator;
        ProbabilityPath byOld = new(old, then, now), byPresent = new(present, then, now);
        LedgerPart Part(double logOdds) => new(logOdds, 50 * (byOld.Of(logOdds) + byPresent.Of(logOdds)));

        var names = before.Model.Encoder.Features.Concat(after.Model.Encoder.Features).Select(f => f.Column.Name).Distinct(StringComparer.OrdinalIgnoreCase);
        var columns = names.Select(name => Column(name, earlier, later, Part, language)).OfType<ColumnChange>();
        var model = (later.From - earlier.From + (later.To - earlier.To)) / 2;
        var calibration = byPresent.From - byOld.From + (byPresent.To - byOld.To);
        return new ScoreLedger
        {
            Before = before.Prediction,
            After = after.Prediction,
            Columns = [.. columns.OrderByDescending(c => Math.Abs(c.Part.LogOdds)).ThenBy(c => c.Column, StringComparer.Ordinal)],
            Time = days is null ? null : Part((earlier.ByTime + later.ByTime) / 2),
            Model = Part(model),
            Calibration = new LedgerPart(0, 50 * calibration),
        };
    }

    /// <summary>Splits the change of a lead's prediction under one model.</summary>
    public static ScoreLedger Of(EncodedLead before, EncodedLead after, double? days, Language language = Language.English) => Of(before, after, before, after, days, language);

    /// <summary>Whether a column counts days until the scoring, so that time alone moves it.</summary>
    public static bool IsClock(LeadColumn column) =>
        column is { Kind: ColumnKind.Number, Unit: null or "days" } && ColumnNames.Normalise(column.Name) is var name
        && (name.StartsWith("dayssince", StringComparison.Ordinal) || name.StartsWith("daysin", StringComparison.Ordinal));

    static ColumnChange? Column(string name, Way earlier, Way later, Func<double, LedgerPart> part, Language language)
    {
        double logOdds = 0;
        var changed = false;
        foreach (var way in (ReadOnlySpan<Way>)[earlier, later])
        {
            var f = way.Before.FeatureOf(name);
            if (f < 0) continue;
            logOdds += way.Parts[f] / 2;
            changed |= !way.Aged[f].Equals(way.After.Row[f]);
        }
        if (!changed) return null;
        var known = later.Before.FeatureOf(name) >= 0 ? later : earlier;
        var at = known.Before.FeatureOf(name);
        return new ColumnChange(name, known.Before.Shown(at), known.After.Shown(at), known.Before.Say(at, language), known.After.Say(at, language), part(logOdds));
    }

    /// <summary>The way of one lead under one model.</summary>
    sealed class Way
    {
        public Way(EncodedLead before, EncodedLead after, double? days)
        {
            Before = before;
            After = after;
            var features = before.Model.Encoder.Features;
            Aged = before.Row.ToArray();
            for (var f = 0; f < Aged.Length; f++)
                if (days is { } passed && IsClock(features[f].Column)) Aged[f] = (float)Math.Max(0, Aged[f] + passed);
            From = before.Prediction.LogOdds;
            To = after.Prediction.LogOdds;
            ByTime = before.Model.Ensemble.LogOdds(Aged) - From;
            Parts = InterventionalExplainer.Between(before.Model.Ensemble, Aged, after.Row);
        }

        public EncodedLead Before { get; }
        public EncodedLead After { get; }
        public float[] Aged { get; }
        public double From { get; }
        public double To { get; }
        public double ByTime { get; }
        public double[] Parts { get; }
    }
}
