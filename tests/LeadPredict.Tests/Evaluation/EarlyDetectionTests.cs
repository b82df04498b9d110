using LeadPredict.Evaluation;

namespace LeadPredict.Tests.Evaluation;

public class EarlyDetectionTests
{
    [Fact]
    public void With_several_snapshots_the_latest_up_to_the_day_counts()
    {
        LeadSnapshot[] snapshots = [new(1, 0, 0.1, true), new(1, 5, 0.6, true), new(2, 0, 0.2, false), new(2, 9, 0.7, false)];
        var found = EarlyDetection.Of(snapshots, [0, 7, 30], 0.5, 1);

        Assert.True(found.SameLeads);
        Assert.Equal([(2, 0, 0), (2, 1, 1), (2, 1, 2)], found.Points.Select(p => (p.Leads, p.Recognised, p.Called)));
        Assert.Equal(1, found.Points[1].RocAuc.Value);
    }

    [Fact]
    public void With_one_snapshot_a_lead_is_in_one_age()
    {
        LeadSnapshot[] snapshots = [new(1, 0, 0.9, true), new(2, 2, 0.9, false), new(3, 20, 0.1, true)];
        var found = EarlyDetection.Of(snapshots, [0, 3, 30], 0.5, 1);

        Assert.False(found.SameLeads);
        Assert.Equal([1, 1, 1], found.Points.Select(p => p.Leads));
    }

    [Fact]
    public void Later_ages_have_no_leads_that_earlier_ones_lack()
    {
        LeadSnapshot[] snapshots = [new(1, 0, 0.1, true), new(1, 5, 0.6, true), new(2, 0, 0.1, true), new(2, 5, 0.6, true), new(3, 5, 0.6, true)];

        Assert.Equal([2, 2], EarlyDetection.Of(snapshots, [0, 7], 0.5, 1).Points.Select(p => p.Leads));
    }
}
