using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

/// <summary>A lead that two sets of rules decide differently.</summary>
/// <param name="Id">Its id; where the file has none, "line 12".</param>
/// <param name="Before">By the first rules.</param>
/// <param name="After">By the second.</param>
public sealed record ChangedLead(string Id, DecisionSides Before, DecisionSides After);

/// <summary>The sides that a lead may change.</summary>
public sealed record DecisionSides(string Stage, string Grade, string Ready, string Warm, string Route)
{
    /// <summary>Their names, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["stage", "grade", "ready", "warm", "route"];

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All => [Stage, Grade, Ready, Warm, Route];

    internal static DecisionSides Of(LeadDecision decision) =>
        new(decision.Closed?.Name ?? decision.Stage.Name, decision.Grade.ToString(), decision.Ready ? "true" : "false", decision.Warm ? "true" : "false", decision.Route.Name);
}

/// <summary>How many leads go from one value to another on a side.</summary>
public sealed record SideChange(string Side, string From, string To, long Leads);

/// <summary>Which leads of a file change side when one set of rules takes the place of another; the model stays.</summary>
/// <param name="Leads">Leads that were decided.</param>
/// <param name="Rejected">Rows that could not be read or scored.</param>
/// <param name="Changes">By side, the most leads first.</param>
/// <param name="Changed">Every lead that changes a side, in file order.</param>
public sealed record QualificationComparison(long Leads, long Rejected, IReadOnlyList<SideChange> Changes, IReadOnlyList<ChangedLead> Changed)
{
    /// <summary>Decides every lead of a file twice.</summary>
    /// <param name="leads">Not read from yet.</param>
    /// <exception cref="LeadPredictException">The rules do not fit the model (LP0813, LP0814), or the file has no column of the model (LP0175).</exception>
    public static QualificationComparison Of(LeadModel model, QualificationRules before, QualificationRules after, LeadReader leads, DateOnly asOf, CancellationToken ct = default)
    {
        ModelDecider first = ModelDecider.For(model, before), second = ModelDecider.For(model, after);
        var engine = new PredictionEngine(model);
        var fields = leads.Header.Select(name => engine.FindField(Encoding.UTF8.GetBytes(name))).ToArray();
        if (fields.All(f => f < 0)) throw ServingErrors.NoColumnOfTheModel(leads.Name, [.. model.Encoder.Features.Select(f => f.Column.Name)]);
        var (one, other) = (new Side(first, leads), new Side(second, leads));
        var id = LeadTableReader.Position(leads.Header, model.Schema.Single(ColumnRole.Id)?.Name ?? "lead_id");
        long decided = 0, rejected = 0;
        leads.Rejected = _ => rejected++;
        var changed = new List<ChangedLead>();
        while (leads.Read())
        {
            if ((decided + rejected) % 1000 == 0) ct.ThrowIfCancellationRequested();
            engine.Clear();
            for (var c = 0; c < fields.Length; c++) engine.SetField(fields[c], leads.Field(c));
            if (!engine.IsAcceptable)
            {
                rejected++;
                continue;
            }
            decided++;
            var prediction = engine.Predict();
            var (a, b) = (one.Of(prediction, asOf), other.Of(prediction, asOf));
            if (a != b) changed.Add(new ChangedLead(id >= 0 ? Encoding.UTF8.GetString(leads.Field(id)) : string.Create(null, $"line {leads.Line}"), a, b));
        }
        leads.Rejected = null;
        return new QualificationComparison(decided, rejected, [.. Count(changed)], changed);
    }

    static IEnumerable<SideChange> Count(List<ChangedLead> changed)
    {
        for (var side = 0; side < DecisionSides.Names.Count; side++)
            foreach (var group in changed.Where(c => c.Before.All[side] != c.After.All[side]).GroupBy(c => (From: c.Before.All[side], To: c.After.All[side]))
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.From, StringComparer.Ordinal).ThenBy(g => g.Key.To, StringComparer.Ordinal))
                yield return new SideChange(DecisionSides.Names[side], group.Key.From, group.Key.To, group.Count());
    }

    /// <summary>One set of rules over the rows of a file.</summary>
    sealed class Side(ModelDecider decider, LeadReader leads)
    {
        readonly LeadCells _cells = decider.Rules.NewCells();
        readonly int[] _positions = [.. decider.Rules.Columns.Select(c => LeadTableReader.Position(leads.Header, c))];

        public DecisionSides Of(in LeadPrediction prediction, DateOnly asOf)
        {
            _cells.Clear();
            for (var c = 0; c < _positions.Length; c++)
                if (_positions[c] >= 0) _cells.Set(c, leads.Field(_positions[c]));
            return DecisionSides.Of(decider.Decide(_cells, prediction, null, asOf));
        }
    }
}
