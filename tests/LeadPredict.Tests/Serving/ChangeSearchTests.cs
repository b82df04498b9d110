using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Serving;

namespace LeadPredict.Tests.Serving;

public class ChangeSearchTests
{
    static readonly LeadModel s_model = TinyModels.Make();
    static readonly string[] s_actionable = ["annual_revenue", "demo_requested", "employee_count"];

    static EncodedLead Lead(params (string Column, string Value)[] fields) =>
        EncodedLead.Of(s_model, fields.Select(f => KeyValuePair.Create(f.Column, new GivenField(f.Value))));

    static EncodedLead RandomLead(DeterministicRandom random) => Lead(
        ("lead_source", ((string[])["event", "paid_search", "web", "moon"])[random.NextInt(4)]), ("demo_requested", random.NextInt(3) == 0 ? "yes" : "no"),
        ("employee_count", random.NextInt(4) == 0 ? "" : random.NextInt(2000).ToString()), ("annual_revenue", random.NextInt(4) == 0 ? "" : (1000 * random.NextInt(9000)).ToString()));

    [Fact]
    public void What_is_found_really_crosses_touches_nothing_else_and_is_minimal_among_singles_and_pairs()
    {
        var random = new DeterministicRandom(3);
        int found = 0, pairs = 0;
        for (var i = 0; i < 40; i++)
        {
            var lead = RandomLead(random);
            var wanted = i % 2 == 0 ? s_model.Grades.A : s_model.Grades.B;
            var change = ChangeSearch.Find(lead, wanted, s_actionable);
            var best = Cheapest(lead, wanted);
            Assert.Equal(best is null, change is null);
            if (change is null) continue;
            found++;
            if (change.Changes.Count == 2) pairs++;

            Assert.True(change.Lead.Prediction.Probability >= wanted);
            Assert.Equal(best!.Value, change.Cost, 1e-9);
            for (var f = 0; f < lead.Row.Length; f++)
            {
                var name = s_model.Encoder.Features[f].Column.Name;
                Assert.Equal(change.Changes.Any(c => c.Column == name), !lead.Row[f].Equals(change.Lead.Row[f]));
            }
            Assert.All(change.Changes, c => Assert.Contains(c.Column, s_actionable));
        }
        Assert.True(found > 10 && pairs > 0, $"{found} found, {pairs} pairs");
    }

    // Every single and every pair of observed values, one after the other, by the trees.
    static double? Cheapest(EncodedLead lead, double wanted)
    {
        if (lead.Prediction.Probability >= wanted) return 0;
        var options = s_actionable.SelectMany(name =>
        {
            var f = lead.FeatureOf(name);
            var values = LeadValues.Of(s_model, f, lead.Row[f]);
            var isNumber = s_model.Encoder.Features[f].Column.Kind == ColumnKind.Number && !float.IsNaN(lead.Row[f]);
            var rank = LeadValues.RankOf(values, lead.Row[f]);
            return values.Where(v => !v.Encoded.Equals(lead.Row[f])).Select(v => (Feature: f, v.Encoded, Cost: 1 + (isNumber ? Math.Abs(v.Rank - rank) : 1)));
        }).ToArray();
        double? cheapest = null;
        foreach (var one in options)
            foreach (var other in options)
            {
                if (one.Feature == other.Feature && !one.Equals(other)) continue;
                var row = lead.Row.ToArray();
                row[one.Feature] = one.Encoded;
                row[other.Feature] = other.Encoded;
                var cost = one.Equals(other) ? one.Cost : one.Cost + other.Cost;
                if (s_model.Calibrator.Calibrate(s_model.Ensemble.LogOdds(row)) >= wanted && !(cheapest <= cost)) cheapest = cost;
            }
        // Fewest columns first: no pair is cheaper than any single.
        return cheapest;
    }

    [Fact]
    public void Proposed_values_are_such_as_training_leads_had()
    {
        var observed = s_model.Observed!;
        for (var f = 0; f < observed.FeatureCount; f++)
        {
            if (s_model.Encoder.Features[f].Column.Kind == ColumnKind.Date) continue;
            var values = LeadValues.Of(s_model, f, near: float.NaN);
            Assert.InRange(values.Count, 2, LeadValues.Most);
            Assert.All(values, v => Assert.Contains(observed[f].ToArray(), bin => bin.Low <= v.Encoded && v.Encoded <= bin.High));
            Assert.True(values.Sum(v => v.Share) <= 1 + 1e-9);
            Assert.Equal(values.Select(v => v.Encoded).Order(), values.Select(v => v.Encoded));
        }
    }

    [Fact]
    public void A_lead_that_is_there_already_needs_no_change()
    {
        Assert.Empty(ChangeSearch.Find(Lead(("demo_requested", "yes")), 0.01, s_actionable)!.Changes);
    }

    [Fact]
    public void A_column_with_a_direction_never_goes_against_it()
    {
        var columns = s_model.Schema.Columns.Select(c => c.Name == "employee_count" ? c with { Monotone = Monotonicity.Decreasing, Actionable = true } : c).ToList();
        var schema = s_model.Schema with { Columns = columns };
        var encoder = new LeadEncoder(schema, [.. s_model.Encoder.Features.Select(f => f with { Column = columns.Single(c => c.Name == f.Column.Name) })]);
        var model = new LeadModel(encoder, s_model.Ensemble, s_model.Calibrator, s_model.Grades, s_model.Reference, s_model.Origin) { Observed = s_model.Observed };
        var random = new DeterministicRandom(9);
        for (var i = 0; i < 30; i++)
        {
            var lead = EncodedLead.Of(model, [new("employee_count", new GivenField(random.NextInt(2000).ToString())), new("demo_requested", new GivenField("yes"))]);
            var change = ChangeSearch.Find(lead, lead.Prediction.Probability + 1e-6);

            if (change is not null) Assert.True(change.Lead.Row[lead.FeatureOf("employee_count")] < lead.Row[lead.FeatureOf("employee_count")]);
        }
    }

    [Fact]
    public void Without_actionable_columns_or_observed_values_it_says_what_to_do()
    {
        Assert.Contains("LP0183", Assert.Throws<LeadPredictException>(() => ChangeSearch.Find(Lead(), 0.99)).Message);
        Assert.Contains("LP0181", Assert.Throws<LeadPredictException>(() => ChangeSearch.Find(Lead(), 0.99, ["shoe_size"])).Message);
        var old = new LeadModel(s_model.Encoder, s_model.Ensemble, s_model.Calibrator, s_model.Grades, s_model.Reference, s_model.Origin);
        Assert.Contains("LP0182", Assert.Throws<LeadPredictException>(() => ChangeSearch.Find(EncodedLead.Of(old, []), 0.99, ["demo_requested"])).Message);
    }

    [Fact]
    public void Edits_give_the_prediction_of_the_edited_lead_and_keep_its_creation()
    {
        var edited = Lead(("created_at", "2025-01-01"), ("last_touch_at", "2025-01-20"), ("lead_source", "web"))
            .With([new("lead_source", new GivenField("referral")), new("last_touch_at", new GivenField("2025-02-20"))]);

        Assert.Equal(Lead(("created_at", "2025-01-01"), ("last_touch_at", "2025-02-20"), ("lead_source", "referral")).Prediction, edited.Prediction);
    }

    [Fact]
    public void The_next_question_is_the_missing_answer_that_moves_most_and_says_what_it_would_do()
    {
        var lead = Lead(("lead_source", "web"), ("demo_requested", "no"));
        var question = NextQuestion.For(lead)!;

        Assert.Contains(question.Column, (string[])["annual_revenue", "employee_count"]);
        Assert.InRange(question.ChanceOfAnotherGrade, 0, 1);
        Assert.Equal(1, question.Answers.Sum(a => a.Share), 1e-6);
        Assert.Equal(question.ExpectedPoints, question.Answers.Sum(a => 100 * a.Share * Math.Abs(a.Probability - lead.Prediction.Probability)), 1e-6);
        // The mirror: nothing that is known is asked.
        Assert.Null(NextQuestion.For(Lead(("lead_source", "web"), ("employee_count", "1"), ("annual_revenue", "1"))));
    }
}
