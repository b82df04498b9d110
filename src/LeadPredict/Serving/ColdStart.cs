using System.Text;
using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

/// <summary>What points made of a file.</summary>
/// <param name="Leads">Leads that were decided.</param>
/// <param name="Rejected">Rows that could not be read.</param>
/// <param name="Labelled">How many of the leads have an outcome.</param>
/// <param name="RocAuc">How well the points rank those: what a model has to beat. NaN where both outcomes are not there.</param>
/// <param name="Grades">What became of A, B, C and D, in this order.</param>
/// <param name="Routes">Leads by route, in the rules' order; routes without any are left out.</param>
public sealed record ColdStartSummary(long Leads, long Rejected, long Labelled, double RocAuc, IReadOnlyList<GradeOutcome> Grades, IReadOnlyList<(string Route, long Leads)> Routes);

/// <summary>Leads of one grade, and how many of those with an outcome succeeded.</summary>
/// <param name="Grade">A to D.</param>
/// <param name="Leads">All of them.</param>
/// <param name="Succeeded">Of those with an outcome.</param>
public sealed record GradeOutcome(char Grade, long Leads, WilsonInterval Succeeded);

/// <summary>Decides leads by a scorecard that a person wrote, where there is no model yet; and says how good it is where outcomes are known. Thread safe.</summary>
public static class ColdStart
{
    const int Chunk = 64 * 1024;

    /// <summary>Writes every row of a file with <see cref="DecisionColumns.Names"/> after it.</summary>
    /// <param name="leads">Not read from yet; its rejected rows are counted.</param>
    /// <param name="schema">What its columns hold.</param>
    /// <param name="rules">They have points.</param>
    /// <param name="asOf">The day that decisions are for.</param>
    /// <param name="output">Gets UTF-8 CSV in the file's separator.</param>
    /// <exception cref="LeadPredictException">The rules do not fit the schema (LP0813, LP0814), or have no points (LP0820).</exception>
    public static ColdStartSummary Write(LeadReader leads, LeadSchema schema, QualificationRules rules, DateOnly asOf, Stream output, CancellationToken ct = default)
    {
        if (rules.Points is null) throw ServingErrors.NoPoints(rules);
        var decider = new LeadDecider(rules, schema, grades: null);
        var cells = decider.NewCells();
        var positions = decider.Columns.Select(c => LeadTableReader.Position(leads.Header, c)).ToArray();
        var label = schema.Single(ColumnRole.Label) is { } column ? LeadTableReader.Position(leads.Header, column.Name) : -1;
        var missing = new MissingCodes(schema.MissingCodes);
        var positive = Encoding.UTF8.GetBytes(schema.PositiveLabel ?? "");
        List<double> points = [];
        List<byte> outcomes = [];
        var routes = new Dictionary<string, long>(StringComparer.Ordinal);
        var (ofGrade, labelled, succeeded) = (new long[4], new long[4], new long[4]);
        long decided = 0, rejected = 0;
        leads.Rejected = _ => rejected++;
        var rows = new CsvRowWriter(leads.Dialect.Separator, "\n");
        foreach (var name in leads.Header) Cell(rows, Encoding.UTF8.GetBytes(name));
        foreach (var name in DecisionColumns.Names) rows.Field(name);
        rows.EndRow();
        while (leads.Read())
        {
            if (decided++ % 1000 == 0) ct.ThrowIfCancellationRequested();
            cells.Clear();
            for (var c = 0; c < positions.Length; c++)
                if (positions[c] >= 0) cells.Set(c, leads.Field(positions[c]));
            var decision = decider.Decide(cells, default, asOf);
            for (var c = 0; c < leads.Header.Count; c++) Cell(rows, leads.UntrimmedField(c));
            foreach (var text in DecisionColumns.Of(decision)) Cell(rows, Encoding.UTF8.GetBytes(text));
            rows.EndRow();
            routes[decision.Route.Name] = routes.GetValueOrDefault(decision.Route.Name) + 1;
            ofGrade[decision.Grade - 'A']++;
            if (label >= 0 && !missing.IsMissing(leads.Field(label)))
            {
                points.Add(decision.Points!.Value);
                outcomes.Add(leads.Field(label).SequenceEqual(positive) ? (byte)1 : (byte)0);
                labelled[decision.Grade - 'A']++;
                succeeded[decision.Grade - 'A'] += outcomes[^1];
            }
            if (rows.Length < Chunk) continue;
            output.Write(rows.Written.Span);
            rows.Clear();
        }
        output.Write(rows.Written.Span);
        leads.Rejected = null;
        var both = outcomes.Contains(1) && outcomes.Contains(0);
        return new ColdStartSummary(
            decided, rejected, outcomes.Count, both ? RankingMetrics.RocAuc(points.ToArray(), outcomes.ToArray()) : double.NaN,
            [.. Enumerable.Range(0, 4).Select(g => new GradeOutcome((char)('A' + g), ofGrade[g], new WilsonInterval(succeeded[g], labelled[g])))],
            [.. rules.Routes.Where(r => routes.ContainsKey(r.Name)).Select(r => (r.Name, routes[r.Name]))]);
    }

    static void Cell(CsvRowWriter rows, ReadOnlySpan<byte> text) => rows.Field(text, SpreadsheetFormula.Is(text));
}
