using LeadPredict.Qualification.Stages;

namespace LeadPredict.Tests.Qualification.Stages;

public class WaitingTimesTests
{
    [Fact]
    public void Without_open_waits_it_is_counting()
    {
        var times = WaitingTimes.Of([(1, WaitEnd.WentOn), (2, WaitEnd.Dropped), (3, WaitEnd.WentOn), (4, WaitEnd.Dropped)]);

        Assert.Equal((0.5, 0.25, 0.75, 2.0), (times.WentOnAtLast, times.WentOnAfter(2.5), times.StayingAfter(1), times.MedianDays));
    }

    [Fact]
    public void An_open_wait_counts_for_as_long_as_it_is_known()
    {
        // At day 3 two of the three are still watched: Kaplan and Meier's 2/3 x 1/2.
        var times = WaitingTimes.Of([(1, WaitEnd.WentOn), (2, WaitEnd.Open), (3, WaitEnd.WentOn)]);

        Assert.Equal(2 / 3.0, times.StayingAfter(2), 12);
        Assert.Equal(0, times.StayingAfter(3), 12);
        Assert.Equal(1, times.WentOnAtLast, 12);
    }

    [Fact]
    public void Being_turned_down_is_no_censoring()
    {
        var times = WaitingTimes.Of([(1, WaitEnd.Dropped), (2, WaitEnd.WentOn)]);

        Assert.Equal(0.5, times.WentOnAtLast, 12);
    }

    [Fact]
    public void A_median_that_is_not_reached_is_not_known() =>
        Assert.True(double.IsNaN(WaitingTimes.Of([(1, WaitEnd.WentOn), (5, WaitEnd.Open), (5, WaitEnd.Open)]).MedianDays));

    [Fact]
    public void Leaving_on_the_day_that_others_are_last_seen_counts_them_as_there() =>
        Assert.Equal(0.5, WaitingTimes.Of([(3, WaitEnd.WentOn), (3, WaitEnd.Open)]).StayingAfter(3), 12);

    [Fact]
    public void Time_until_a_share_has_gone_on_is_of_those_who_do()
    {
        var times = WaitingTimes.Of([(1, WaitEnd.Dropped), (2, WaitEnd.WentOn), (9, WaitEnd.WentOn), (9, WaitEnd.Open)]);

        Assert.Equal((2.0, 9.0), (times.DaysUntilWentOn(0.5), times.DaysUntilWentOn(0.95)));
    }
}
