using LeadPredict.Evaluation;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Evaluation;

public class SegmentJudgeTests
{
    [Fact]
    public void The_level_that_is_off_is_called_so_and_no_other()
    {
        var rows = Judge(offLevel: 3, seed: 1);

        Assert.Equal(["d"], rows.Where(r => r.IsOff).Select(r => r.Level));
    }

    [Fact]
    public void Honest_probabilities_are_hardly_ever_called_off()
    {
        // Ten levels a table: without the adjustment four tables of ten would cry wolf.
        var alarms = Enumerable.Range(0, 100).Count(seed => Judge(offLevel: -1, (ulong)seed).Any(r => r.IsOff));

        Assert.InRange(alarms, 0, 10);
    }

    [Fact]
    public void Small_levels_are_other_together_and_missing_has_a_name()
    {
        int[] level = [.. Enumerable.Range(0, 200).Select(i => i < 100 ? 0 : i < 160 ? -1 : 1 + i % 2)];
        var table = Assert.Single(SegmentJudge.Judge([new("c", ["a", "b", "d"], level)], new double[200], new byte[200], []));

        Assert.Equal([("a", 100), ("(missing)", 60), ("(other)", 40)], table.Rows.Select(r => (r.Level, r.Rows)));
    }

    [Fact]
    public void Rates_and_means_are_of_the_levels_rows()
    {
        int[] level = [.. Enumerable.Range(0, 120).Select(i => i % 2)];
        double[] p = [.. level.Select(l => l == 0 ? 0.25 : 0.5)];
        byte[] y = [.. Enumerable.Range(0, 120).Select(i => (byte)(i % 2 == 1 && i % 4 == 1 ? 1 : 0))];
        var rows = SegmentJudge.Judge([new("c", ["a", "b"], level)], p, y, [])[0].Rows;

        Assert.Equal((0.25, 0.0), (rows[0].MeanPredicted, rows[0].Observed.Value));
        Assert.Equal((0.5, 0.5), (rows[1].MeanPredicted, rows[1].Observed.Value));
    }

    static IReadOnlyList<SegmentRow> Judge(int offLevel, ulong seed)
    {
        var random = new DeterministicRandom(seed, 9);
        const int Rows = 3000;
        var (p, y, level) = (new double[Rows], new byte[Rows], new int[Rows]);
        for (var i = 0; i < Rows; i++)
        {
            level[i] = i % 10;
            p[i] = 0.1 + 0.5 * random.NextDouble();
            y[i] = random.NextDouble() < p[i] + (level[i] == offLevel ? 0.2 : 0) ? (byte)1 : (byte)0;
        }
        return SegmentJudge.Judge([new("c", [.. "abcdefghij".Select(c => c.ToString())], level)], p, y, [])[0].Rows;
    }
}
