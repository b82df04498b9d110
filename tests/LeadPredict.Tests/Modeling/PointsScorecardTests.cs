using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public sealed class PointsScorecardTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_training_prints_it_and_it_ranks_far_better_than_chance()
    {
        var card = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder, rows: 1500))).Card;
        var rows = card.Scorecard!.Points;

        Assert.Equal(["size", "source", "visits"], rows.Select(r => r.Column).Distinct().Order(StringComparer.Ordinal));
        Assert.True(card.Rivals.Single(r => r.Name == "points scorecard").Report.RocAuc.Value > 0.8);
    }

    [Fact]
    public void Points_rise_with_what_helps_and_the_least_of_a_column_is_0()
    {
        var rows = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder, rows: 1500))).Card.Scorecard!.Points;
        int[] visits = [.. rows.Where(r => r.Column == "visits" && r.When != "missing").Select(r => r.Points)];

        Assert.Equal(visits.Order(), visits);
        Assert.Equal(0, visits[0]);
        Assert.Equal("c", rows.Where(r => r.Column == "source").MaxBy(r => r.Points)!.When);
        Assert.All(rows.GroupBy(r => r.Column), column => Assert.Equal(0, column.Min(r => r.Points)));
    }

    [Fact]
    public void Ten_points_double_the_odds()
    {
        var card = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder))).Card.Scorecard!;

        Assert.Equal(2 * Odds(20), Odds(30), 9);
        Assert.InRange(card.MostPoints, 20, 300);

        double Odds(int points) => card.Probability(points) / (1 - card.Probability(points));
    }

    public void Dispose() => _folder.Dispose();
}
