using System.Text;
using LeadPredict.Data;
using LeadPredict.Qualification;
using LeadPredict.Qualification.Stages;

namespace LeadPredict.Tests.Qualification.Stages;

public class LeadHistoryReaderTests
{
    static LeadFile Csv(string text) => LeadFile.FromBytes(Encoding.UTF8.GetBytes(text), "leads.csv");

    static LeadHistories Read(string text, double asOf = double.NaN)
    {
        using var file = Csv(text);
        return LeadHistoryReader.Read(file, StageLadder.Of(DefaultQualification.Rules), [], asOf);
    }

    static double Day(int year, int month, int day) => new DateOnly(year, month, day).DayNumber - new DateOnly(2000, 1, 1).DayNumber;

    [Fact]
    public void Stages_that_are_not_dated_are_left_out_and_creation_comes_first() =>
        Assert.Equal(["lead", "mql", "sql"], Read("created_at,mql_at,sql_at\n2026-01-01,2026-01-02,2026-02-01\n").Ladder.Rungs.Select(r => r.Name));

    [Fact]
    public void What_is_dated_after_the_day_has_not_happened()
    {
        var histories = Read("created_at,mql_at,sql_at,disqualified_at\n2026-01-01,2026-01-02,2026-02-01,\n2026-03-01,,,\n2026-01-05,,,2026-02-01\n", Day(2026, 1, 20));

        Assert.Equal(2, histories.Leads.Count);
        Assert.Equal((1, true), (histories.Leads[0].StageAt(histories.AsOf), double.IsNaN(histories.Leads[1].Dropped)));
    }

    [Fact]
    public void The_latest_day_is_the_day_of_the_file() => Assert.Equal(Day(2026, 2, 1), Read("created_at,mql_at\n2026-01-01,2026-02-01\n2026-01-03,\n").AsOf);

    [Fact]
    public void Days_may_be_written_otherwise() => Assert.Equal(Day(2026, 1, 31), Read("created_at,mql_at\n30.01.2026,31.01.2026\n").AsOf);

    [Fact]
    public void A_row_with_a_day_that_is_none_is_rejected()
    {
        var histories = Read("created_at,mql_at\n2026-01-01,2026-01-05\n2026-01-01,soon\n");

        Assert.Equal(("LP0906", 3L, 2), (histories.Rejected[0].Code, histories.Rejected[0].Line, histories.Rejected[0].Column));
        Assert.Single(histories.Leads);
    }

    [Fact]
    public void A_file_without_stages_is_refused() => Assert.Equal("LP0904", Assert.Throws<LeadPredictException>(() => Read("created_at,name\n2026-01-01,x\n")).Diagnostics[0].Code);
}
