namespace LeadPredict.Qualification.Feedback;

/// <summary>A lead that feedback may be about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Probability">What the model says of it, 0 to 1.</param>
/// <param name="Grade">A to D.</param>
public readonly record struct JudgedLead(string Id, double Probability, char Grade);

/// <summary>Leads of one grade about which sales told the outcome.</summary>
/// <param name="Grade">A to D.</param>
/// <param name="Succeeded">How many of them succeeded.</param>
/// <param name="Expected">How many the model expected: the sum of their probabilities.</param>
public sealed record GradeFeedback(char Grade, WilsonInterval Succeeded, double Expected);

/// <summary>A reason or an objection, without case.</summary>
/// <param name="Kind">"reason" or "objection".</param>
/// <param name="Word">As first written.</param>
/// <param name="Leads">Leads of which it was said.</param>
/// <param name="Lost">Of these, how many did not succeed.</param>
/// <param name="MeanProbability">What the model had said of them on average; NaN where none is known.</param>
public sealed record WordFeedback(string Kind, string Word, int Leads, int Lost, double MeanProbability);

/// <summary>A lead that went otherwise than the model said.</summary>
/// <param name="Lead">The lead.</param>
/// <param name="Feedback">What sales says of it.</param>
public sealed record Surprise(JudgedLead Lead, LeadFeedback Feedback);

/// <summary>What sales says of leads beside what the model said of them. Of several feedbacks on a lead, what was said last counts, each part for itself. Immutable.</summary>
public sealed record FeedbackReport
{
    /// <summary>The feedback that counts, one a lead, in the order in which leads were first spoken of.</summary>
    public required IReadOnlyList<LeadFeedback> Leads { get; init; }
    /// <summary>Feedbacks that a later one on the same lead took the place of.</summary>
    public required int Replaced { get; init; }
    /// <summary>Leads that are not in the list.</summary>
    public required int Unknown { get; init; }
    /// <summary>A to D.</summary>
    public required IReadOnlyList<GradeFeedback> Grades { get; init; }
    /// <summary>All grades together.</summary>
    public required GradeFeedback Whole { get; init; }
    /// <summary>Reasons, then objections, most frequent first.</summary>
    public required IReadOnlyList<WordFeedback> Words { get; init; }
    /// <summary>Failures that the model thought likely, and successes that it did not, the largest gap first.</summary>
    public required IReadOnlyList<Surprise> Surprises { get; init; }

    /// <param name="feedback">In the order in which it was said.</param>
    /// <param name="leads">The leads; of several with an id the last counts.</param>
    public static FeedbackReport Of(IReadOnlyList<LeadFeedback> feedback, IEnumerable<JudgedLead> leads)
    {
        var known = new Dictionary<string, JudgedLead>(StringComparer.Ordinal);
        foreach (var lead in leads) known[lead.Id] = lead;
        var last = Last(feedback);
        var told = last.Where(f => f.Succeeded is not null && known.ContainsKey(f.LeadId)).Select(f => new Surprise(known[f.LeadId], f)).ToList();
        return new FeedbackReport
        {
            Leads = last,
            Replaced = feedback.Count - last.Count,
            Unknown = last.Count(f => !known.ContainsKey(f.LeadId)),
            Grades = [.. "ABCD".Select(g => Grade(g, told.FindAll(t => t.Lead.Grade == g)))],
            Whole = Grade(' ', told),
            Words = [.. Words("reason", f => f.Reason), .. Words("objection", f => f.Objection)],
            Surprises = [.. told.Where(t => t.Feedback.Succeeded!.Value ? t.Lead.Probability < 0.5 : t.Lead.Probability >= 0.5).OrderByDescending(Gap).ThenBy(t => t.Lead.Id, StringComparer.Ordinal)],
        };

        IEnumerable<WordFeedback> Words(string kind, Func<LeadFeedback, string?> of) => last.Where(f => of(f) is not null).GroupBy(f => of(f)!, StringComparer.OrdinalIgnoreCase)
            .Select(g => new WordFeedback(kind, g.Key, g.Count(), g.Count(f => f.Succeeded == false), g.Where(f => known.ContainsKey(f.LeadId)).Select(f => known[f.LeadId].Probability).DefaultIfEmpty(double.NaN).Average()))
            .OrderByDescending(w => w.Leads).ThenBy(w => w.Word, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>One feedback a lead: of each part, what was said last.</summary>
    public static IReadOnlyList<LeadFeedback> Last(IReadOnlyList<LeadFeedback> feedback)
    {
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        var last = new List<LeadFeedback>();
        foreach (var one in feedback)
        {
            if (at.TryAdd(one.LeadId, last.Count))
            {
                last.Add(one);
                continue;
            }
            var before = last[at[one.LeadId]];
            var (older, newer) = one.At < before.At ? (one, before) : (before, one);
            last[at[one.LeadId]] = newer with { Succeeded = newer.Succeeded ?? older.Succeeded, Reason = newer.Reason ?? older.Reason, Objection = newer.Objection ?? older.Objection, By = newer.By ?? older.By };
        }
        return last;
    }

    static GradeFeedback Grade(char grade, List<Surprise> told) =>
        new(grade, new WilsonInterval(told.Count(t => t.Feedback.Succeeded == true), told.Count), told.Sum(t => t.Lead.Probability));

    static double Gap(Surprise told) => Math.Abs((told.Feedback.Succeeded!.Value ? 1 : 0) - told.Lead.Probability);
}
