using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Synthesis;

public class EarlierSnapshotsTests
{
    static readonly string[] s_counts = ["web_visits_30d", "pricing_page_views_30d", "form_submissions_90d", "content_downloads_90d", "webinars_attended_90d", "email_clicks_90d"];

    [Fact]
    public void Each_lead_is_shown_at_each_age_and_never_knows_less_later()
    {
        var file = SyntheticFile.Make(new() { Rows = 500, Snapshots = [0, 7, 60] });
        var leads = file.Rows.GroupBy(r => file.Cell(r, "lead_id")).ToList();

        Assert.Equal(500, leads.Count);
        Assert.All(leads, lead =>
        {
            Assert.Equal([0.0, 7, 60], lead.Select(r => (double)(file.Day(r, "snapshot_at")!.Value.DayNumber - file.Day(r, "created_at")!.Value.DayNumber)));
            foreach (var column in s_counts)
            {
                var counts = lead.Select(r => file.Cell(r, column)).Where(c => c.Length > 0).Select(int.Parse).ToList();
                Assert.Equal(counts.Order(), counts);
            }
            Assert.Single(lead.Select(r => file.Cell(r, "became_sql")).Distinct());
        });
    }

    [Fact]
    public void Long_after_the_snapshot_a_lead_is_as_it_was_on_it()
    {
        var once = SyntheticFile.Make(new() { Rows = 500 });
        var late = SyntheticFile.Make(new() { Rows = 500, Snapshots = [365] });

        foreach (var column in s_counts.Append("declared_budget_band").Append("demo_requested").Append("session_minutes_30d"))
            Assert.Equal(once.Rows.Select(r => once.Cell(r, column)), late.Rows.Select(r => late.Cell(r, column)));
    }
}
