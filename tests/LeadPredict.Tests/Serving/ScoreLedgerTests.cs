using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Explanation;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Qualification;
using LeadPredict.Serving;
using LeadPredict.Tests.Explanation;

namespace LeadPredict.Tests.Serving;

public class ScoreLedgerTests
{
    static readonly LeadModel s_model = TinyModels.Make(1), s_other = TinyModels.Make(2);

    static EncodedLead Lead(LeadModel model, params (string Column, string Value)[] fields) =>
        EncodedLead.Of(model, fields.Select(f => KeyValuePair.Create(f.Column, new GivenField(f.Value))));

    static (string, string)[] Then => [("lead_source", "web"), ("employee_count", "250"), ("demo_requested", "no")];
    static (string, string)[] Now => [("lead_source", "referral"), ("employee_count", "250"), ("demo_requested", "yes"), ("annual_revenue", "1000000")];

    static void AssertExact(ScoreLedger ledger)
    {
        LedgerPart[] parts = [.. ledger.Columns.Select(c => c.Part), ledger.Time ?? default, ledger.Model, ledger.Calibration];
        Assert.Equal(ledger.After.LogOdds - ledger.Before.LogOdds, parts.Sum(p => p.LogOdds), 1e-9);
        Assert.Equal(ledger.After.Probability - ledger.Before.Probability, parts.Sum(p => p.Points) / 100, 1e-9);
    }

    [Fact]
    public void Parts_of_the_columns_sum_to_the_change_and_only_changed_ones_have_any()
    {
        var ledger = ScoreLedger.Of(Lead(s_model, Then), Lead(s_model, Now), days: null);

        AssertExact(ledger);
        Assert.Equal(["annual_revenue", "demo_requested", "lead_source"], ledger.Columns.Select(c => c.Column).Order());
        Assert.Null(ledger.Time);
        Assert.Equal((0, 0), (ledger.Model.LogOdds, ledger.Calibration.Points));
        var demo = ledger.Columns.Single(c => c.Column == "demo_requested");
        Assert.Equal(("no", "yes", "Did not ask for a demo", "Asked for a demo"), (demo.Before, demo.After, demo.TextBefore, demo.TextAfter));
        Assert.True(demo.Part.Points > 0);
    }

    [Fact]
    public void Another_model_has_a_part_of_its_own()
    {
        var ledger = ScoreLedger.Of(Lead(s_model, Then), Lead(s_other, Now), Lead(s_other, Then), Lead(s_model, Now), days: 5);

        AssertExact(ledger);
        Assert.NotEqual(0, ledger.Model.LogOdds);
    }

    [Fact]
    public void The_same_lead_and_model_have_an_empty_ledger()
    {
        var ledger = ScoreLedger.Of(Lead(s_model, Now), Lead(s_model, Now), days: 3);

        AssertExact(ledger);
        Assert.Empty(ledger.Columns);
        Assert.Equal(default(LedgerPart), ledger.Time);
    }

    [Fact]
    public void Another_calibration_alone_moves_the_probability_and_no_log_odds()
    {
        var calibrated = new LeadModel(s_model.Encoder, s_model.Ensemble, new PlattCalibrator(0.7, -0.4), s_model.Grades, s_model.Reference, s_model.Origin);
        var ledger = ScoreLedger.Of(Lead(s_model, Then), Lead(calibrated, Then), Lead(calibrated, Then), Lead(s_model, Then), days: null);

        AssertExact(ledger);
        Assert.Equal(0, ledger.Model.LogOdds, 1e-12);
        Assert.Equal(100 * (ledger.After.Probability - ledger.Before.Probability), ledger.Calibration.Points, 1e-9);
    }

    [Fact]
    public void Random_leads_under_random_models_sum_exactly()
    {
        var random = new DeterministicRandom(7);
        for (var seed = 1ul; seed <= 10; seed++)
        {
            LeadModel earlier = Made(seed, new IsotonicCalibrator([-3, -1, -0.9, 2], [-2.5, -2, 0, 1])), later = Made(seed + 50, new BetaCalibrator(0.7, 1.3, 0.1));
            for (var i = 0; i < 20; i++)
            {
                var (then, now) = (RandomLead(random), RandomLead(random));
                AssertExact(ScoreLedger.Of(Lead(earlier, then), Lead(later, now), Lead(later, then), Lead(earlier, now), days: random.NextInt(5)));
            }
        }

        static LeadModel Made(ulong seed, Calibrator calibrator)
        {
            var ensemble = RandomTrees.Ensemble(5, trees: 6, leaves: 20, seed);
            LeadColumn[] columns = [.. Enumerable.Range(0, 5).Select(f => new LeadColumn { Name = f == 0 ? "days_since_last_touch" : $"c{f}", Kind = f == 2 ? ColumnKind.Category : ColumnKind.Number })];
            var schema = new LeadSchema { Columns = columns };
            var encoder = new LeadEncoder(schema, [.. columns.Select(c => new FeatureEncoding(c, c.Kind == ColumnKind.Category ? ["a", "b", "c", "d", "e", "f"] : []))]);
            return new LeadModel(encoder, ensemble, calibrator, new GradeScale(0.7, 0.4, 0.2), ReferenceLeads.Fit([0.1, 0.5], [0, 1]), s_model.Origin);
        }

        static (string, string)[] RandomLead(DeterministicRandom random) =>
            [.. Enumerable.Range(0, 5).Select(f => (f == 0 ? "days_since_last_touch" : $"c{f}", random.NextInt(6) == 0 ? "" : f == 2 ? "abcdefg"[random.NextInt(7)].ToString() : random.NextInt(4).ToString()))];
    }

    [Fact]
    public void Days_that_only_passed_are_times_part_and_not_the_columns()
    {
        var model = Clock();
        var waited = ScoreLedger.Of(Lead(model, ("days_since_last_touch", "1")), Lead(model, ("days_since_last_touch", "8")), days: 7);
        AssertExact(waited);
        Assert.Empty(waited.Columns);
        Assert.Equal(-2, waited.Time!.Value.LogOdds, 1e-12);

        // Without days it is a column like others.
        Assert.Equal(-2, Assert.Single(ScoreLedger.Of(Lead(model, ("days_since_last_touch", "1")), Lead(model, ("days_since_last_touch", "8")), days: null).Columns).Part.LogOdds, 1e-12);

        // Who acted again has taken back what time did.
        var acted = ScoreLedger.Of(Lead(model, ("days_since_last_touch", "1")), Lead(model, ("days_since_last_touch", "1")), days: 7);
        AssertExact(acted);
        Assert.Equal((-2.0, 2.0), (acted.Time!.Value.LogOdds, Assert.Single(acted.Columns).Part.LogOdds));
    }

    // One question: at most 3 days ago is worth 1, longer ago -1.
    static LeadModel Clock()
    {
        var binner = new FeatureBinner([new FeatureKind(false, 0)], [[3f]]);
        var builder = new TreeBuilder(2, binner);
        builder.AddNode(-1, false, new Split { Feature = 0, Bin = 0 }, 20);
        builder.SetLeaf(0, 0, isLeft: true, 1, 10);
        builder.SetLeaf(1, 0, isLeft: false, -1, 10);
        var schema = new LeadSchema { Columns = [new LeadColumn { Name = "days_since_last_touch", Unit = "days" }] };
        return new LeadModel(
            new LeadEncoder(schema, [new(schema.Columns[0], [])]), new TreeEnsemble { Binner = binner, Bias = 0, Trees = [builder.Build(2)] },
            IdentityCalibrator.Instance, new GradeScale(0.7, 0.4, 0.2), ReferenceLeads.Fit([0.1, 0.5], [0, 1]), s_model.Origin);
    }
}
