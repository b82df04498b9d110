using LeadPredict.Data;
using LeadPredict.Training.Commands;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Tests.Training.Commands;

public class ColumnFlagsTests
{
    [Fact]
    public void Directions_stand_behind_the_last_colon()
    {
        var directions = ColumnFlags.Monotone("visits:+, days since: touch:-");

        Assert.Equal(
            new Dictionary<string, Monotonicity> { ["visits"] = Monotonicity.Increasing, ["days since: touch"] = Monotonicity.Decreasing },
            directions);
    }

    [Theory]
    [InlineData("visits", "--monotone: 'visits' is not COLUMN:+ (a higher value never lowers the probability) or COLUMN:- (never raises it).")]
    [InlineData("visits:up", "--monotone: 'visits:up' is not COLUMN:+ (a higher value never lowers the probability) or COLUMN:- (never raises it).")]
    [InlineData(":+", "--monotone: ':+' is not COLUMN:+ (a higher value never lowers the probability) or COLUMN:- (never raises it).")]
    [InlineData("a:+,a:-", "--monotone: column 'a' is given twice. Keep one direction.")]
    public void What_is_no_direction_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => ColumnFlags.Monotone(text)).Message);

    [Fact]
    public void Groups_are_parted_by_semicolons() =>
        Assert.Equal([["a", "b"], ["c", "d", "e"]], ColumnFlags.Interactions("a, b;c,d,e;"));

    [Fact]
    public void Nothing_given_asks_nothing()
    {
        Assert.Empty(ColumnFlags.Monotone(null));
        Assert.Empty(ColumnFlags.Interactions(null));
    }
}
