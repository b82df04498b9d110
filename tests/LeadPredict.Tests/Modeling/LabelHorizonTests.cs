using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Tests.Data;

namespace LeadPredict.Tests.Modeling;

public class LabelHorizonTests
{
    const string Header = "created,won_at,size,won\n";

    [Fact]
    public void An_outcome_after_the_horizon_is_none()
    {
        var matured = Apply("2024-01-01,2024-01-31,1,yes\n2024-01-01,2024-02-01,2,yes\n2024-06-01,,3,no\n", days: 30);

        Assert.Equal([1, 0], matured.Table.Labels);
        Assert.Equal((2, 1, 1), (matured.Counts.Mature, matured.Counts.Positives, matured.Counts.Late));
    }

    [Fact]
    public void Leads_younger_than_the_horizon_are_left_out_the_successful_ones_too()
    {
        var matured = Apply("2024-01-01,,1,no\n2024-05-20,2024-05-25,2,yes\n2024-06-01,,3,no\n", days: 30);

        Assert.Equal([0], matured.Table.Labels);
        Assert.Equal((2, 1), (matured.Counts.Censored, matured.Counts.CensoredPositives));
        Assert.Equal([1f], matured.Table.Numbers[2]!);
    }

    [Fact]
    public void An_open_lead_older_than_the_horizon_is_a_negative()
    {
        var matured = Apply("2024-01-01,,1,\n2024-01-01,2024-01-05,2,yes\n2024-06-01,,3,\n", days: 30);

        Assert.Equal([0, 1], matured.Table.Labels);
        Assert.Equal((1, 1), (matured.Counts.OpenNegatives, matured.Counts.Censored));
        Assert.Equal(1, matured.Table.RowsUnlabelled);
    }

    [Fact]
    public void Without_the_moments_an_open_lead_says_nothing()
    {
        var matured = Apply("2024-01-01,,1,\n2024-01-01,,2,yes\n2024-06-01,,3,no\n", days: 30, moments: false);

        Assert.Equal([1], matured.Table.Labels);
    }

    [Fact]
    public void The_day_up_to_which_outcomes_are_known_can_be_given()
    {
        var march = (new DateTime(2024, 3, 1) - new DateTime(2000, 1, 1)).TotalDays;

        Assert.Equal(2, Apply("2024-01-01,,1,no\n2024-01-30,,2,no\n2024-02-15,,3,no\n", days: 30, asOf: march).Counts.Mature);
    }

    [Fact]
    public void A_positive_of_unknown_moment_is_left_out()
    {
        Assert.Equal(1, Apply("2024-01-01,,1,yes\n2024-01-01,2024-01-02,2,yes\n2024-06-01,,3,no\n", days: 30).Counts.Undated);
    }

    [Fact]
    public void Nothing_old_enough_is_an_error()
    {
        var e = Assert.Throws<LeadPredictException>(() => Apply("2024-01-01,,1,no\n2024-01-05,,2,no\n", days: 30));

        Assert.Equal("LP0411", Assert.Single(e.Diagnostics).Code);
    }

    [Fact]
    public void Training_leads_whose_outcome_was_not_known_at_the_split_are_embargoed()
    {
        double[] times = [0, 50, 95, 100, 110];

        Assert.Equal([0, 1], LabelHorizon.Embargo(new DataSplit(SplitMethod.Time, [0, 1, 2], [3, 4]), times, 10).Train);
        Assert.Equal([0, 1, 2], LabelHorizon.Embargo(new DataSplit(SplitMethod.Random, [0, 1, 2], [3, 4]), times, 10).Train);
    }

    [Fact]
    public void An_embargo_that_would_take_most_of_the_training_side_is_not_made()
    {
        Assert.Equal([0, 1, 2], LabelHorizon.Embargo(new DataSplit(SplitMethod.Time, [0, 1, 2], [3, 4]), [80, 92, 95, 100, 110], 15).Train);
    }

    [Fact]
    public void Undecided_newest_leads_suggest_a_horizon()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i =>
            FormattableString.Invariant($"{new DateOnly(2022, 1, 1).AddDays(i):yyyy-MM-dd},,{i},{(i > 940 && i % 4 != 0 ? "" : i % 5 == 0 ? "yes" : "no")}\n")));

        Assert.Contains("consider --horizon 5", LabelMaturity.Note(Table(text, open: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_down_at_the_end_suggests_a_horizon_and_a_slow_drift_does_not()
    {
        Assert.Contains("--horizon", LabelMaturity.Note(Table(Rate(i => i < 1800 ? 0.3 : 0.08), open: false)), StringComparison.Ordinal);
        Assert.Null(LabelMaturity.Note(Table(Rate(i => 0.4 - 0.3 * i / 2000), open: false)));

        static string Rate(Func<int, double> rate) => string.Concat(Enumerable.Range(0, 2000).Select(i =>
            FormattableString.Invariant($"{new DateOnly(2022, 1, 1).AddDays(i / 4):yyyy-MM-dd},,{i},{(i * 7919 % 1000 < 1000 * rate(i) ? "yes" : "no")}\n")));
    }

    static MaturedLeads Apply(string rows, double days, double? asOf = null, bool moments = true)
    {
        var table = Table(rows, open: true);
        return LabelHorizon.Apply(moments ? table : table with { DecidedAt = null }, days, asOf, "leads.csv");
    }

    static LeadTable Table(string rows, bool open)
    {
        LeadColumn Column(string name, ColumnKind kind, ColumnRole role) => new() { Name = name, Kind = kind, Role = role };
        var schema = new LeadSchema
        {
            Columns = [Column("created", ColumnKind.Date, ColumnRole.Time), Column("won_at", ColumnKind.Date, ColumnRole.OutcomeTime), Column("size", ColumnKind.Number, ColumnRole.Feature), Column("won", ColumnKind.Boolean, ColumnRole.Label)],
            PositiveLabel = "yes",
            NegativeLabel = "no",
        };
        var file = Csv.File(Header + rows);
        return open ? LeadTableReader.ReadWithOpen([file], schema) : LeadTableReader.Read([file], schema);
    }
}
