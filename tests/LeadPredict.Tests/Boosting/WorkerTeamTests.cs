using LeadPredict.Boosting;

namespace LeadPredict.Tests.Boosting;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Every_piece_is_done_once_in_every_step(int threads)
    {
        using var team = new WorkerTeam(threads);
        for (var step = 0; step < 500; step++)
        {
            var done = new int[step % 40];
            team.Run(done.Length, i => Interlocked.Increment(ref done[i]));
            Assert.All(done, d => Assert.Equal(1, d));
        }
    }

    [Fact]
    public void Parked_helpers_wake_up_for_the_next_step()
    {
        using var team = new WorkerTeam(3);
        for (var step = 0; step < 3; step++)
        {
            Thread.Sleep(60);
            var sum = 0;
            team.Run(100, i => Interlocked.Add(ref sum, i));
            Assert.Equal(4950, sum);
        }
    }

    [Fact]
    public void A_failing_piece_fails_the_step_and_the_team_goes_on()
    {
        using var team = new WorkerTeam(2);

        Assert.Throws<ArithmeticException>(() => team.Run(10, i => { if (i == 5) throw new ArithmeticException(); }));

        var sum = 0;
        team.Run(10, i => Interlocked.Add(ref sum, i));
        Assert.Equal(45, sum);
    }
}
