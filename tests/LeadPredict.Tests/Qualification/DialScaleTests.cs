using LeadPredict.Data;
using LeadPredict.Qualification;

namespace LeadPredict.Tests.Qualification;

public class DialScaleTests
{
    static readonly DialScale s_scale = new(
    [
        new(new() { Name = "a", Group = ColumnGroup.Fit }, []),
        new(new() { Name = "b", Group = ColumnGroup.Fit }, []),
        new(new() { Name = "Intent Score" }, []),
        new(new() { Name = "lead_source" }, []),
        new(new() { Name = "c" }, []),
    ]);

    [Fact]
    public void A_dial_is_50_for_an_average_lead_and_moves_with_the_odds_of_its_group()
    {
        Assert.Equal(50, s_scale.Read([0, 0, 0, 9, 9]).Fit);
        Assert.Equal(75, s_scale.Read([Math.Log(3) - 1, 1, 0, 0, 0]).Fit, 1e-9);
        Assert.Equal(25, s_scale.Read([-Math.Log(3), 0, 0, 0, 0]).Fit, 1e-9);
    }

    [Fact]
    public void A_known_name_has_its_group_without_a_schema()
    {
        Assert.Equal(75, s_scale.Read([0, 0, Math.Log(3), 0, 0]).Intent, 1e-9);
    }

    [Fact]
    public void A_group_without_columns_has_no_dial()
    {
        Assert.True(double.IsNaN(s_scale.Read([1, 1, 1, 1, 1]).Engagement));
        Assert.True(double.IsNaN(s_scale.Read([1, 1, 1, 1, 1]).Bant));
    }
}
