using LeadPredict.Modeling;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Modeling;

public sealed class JudgementTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void Thirty_SQLs_get_an_answer_and_an_honest_width()
    {
        var result = GeneratedLeads.Train(Rare(), r => r with { Boosting = GeneratedLeads.Quick });
        var card = result.Card;

        Assert.Equal(30, card.Rows.Positives);
        Assert.InRange(card.Curve!.HalfWidth, 0.05, 0.5);
        Assert.True(card.Curve.MorePositives > 30);
        Assert.Contains("more SQLs would make it ±0.03", card.Curve.Says, StringComparison.Ordinal);
        var (low, high) = result.Model.Interval(0.05);
        Assert.True(low < 0.02 && high > 0.12, $"{low} to {high}");
    }

    [Fact]
    public void A_larger_part_of_the_history_holds_the_smaller_and_is_judged_alike()
    {
        var points = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder, rows: 1000))).Card.Curve!.Points;

        Assert.Equal([0.1, 0.2, 0.4, 0.7, 1], points.Select(p => p.Share));
        Assert.True(points.Zip(points.Skip(1)).All(p => p.First.Rows < p.Second.Rows));
    }

    [Fact]
    public void The_curve_changes_no_byte_of_the_model()
    {
        var request = MadeCsv.Request(MadeCsv.Write(_folder));

        Assert.Equal(MadeCsv.Train(request with { LearningCurve = true }).Model.Sha256, MadeCsv.Train(request with { LearningCurve = false }).Model.Sha256);
    }

    [Theory]
    [InlineData(EvaluationMethod.Cv)]
    [InlineData(EvaluationMethod.None)]
    public void Every_way_of_judging_gives_intervals(EvaluationMethod evaluation) =>
        Assert.NotNull(MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder, rows: 300)) with { Evaluation = evaluation }).Model.Intervals);

    [Fact]
    public void The_gate_lets_a_model_through_that_learned_something()
    {
        var gate = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder, rows: 2000))).Card.Gate!;

        Assert.Equal(["signal", "baseline", "calibration"], gate.Checks.Select(c => c.Name));
        Assert.True(gate.Passed, string.Join(" ", gate.Checks.Select(c => c.Says)));
    }

    [Fact]
    public void The_gate_refuses_what_ranks_by_luck()
    {
        var gate = MadeCsv.Train(MadeCsv.Request(Shuffled())).Card.Gate!;

        Assert.Equal([false, false], gate.Checks.Take(2).Select(c => c.Passed));
    }

    [Fact]
    public void The_gate_refuses_probabilities_that_time_has_passed_by()
    {
        // The newest fifth is another world: what was won is lost.
        var gate = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder, rows: 1000, flipFrom: 800))).Card.Gate!;

        Assert.False(gate.Checks.Single(c => c.Name == "calibration").Passed);
    }

    [Fact]
    public void A_gate_is_read_back_from_a_card()
    {
        var card = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder))).Card;

        Assert.Equal(card.Gate!.Checks, JudgementJson.GateOf(ModelCardJson.ToBytes(card))!.Checks);
        Assert.Null(JudgementJson.GateOf("{}"u8.ToArray()));
    }

    [Fact]
    public void Segments_are_found_by_name_or_asked_for()
    {
        var request = MadeCsv.Request(MadeCsv.Write(_folder));

        Assert.Equal("source", Assert.Single(MadeCsv.Train(request).Card.Segments).Column);
        var asked = MadeCsv.Train(request with { SegmentColumns = ["noise"] }).Card;
        Assert.Empty(asked.Segments);
        Assert.Contains(asked.Notes, n => n.StartsWith("--segment noise", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    // 600 rows, 30 of them won, by a rule that the columns tell.
    string Rare()
    {
        var random = new DeterministicRandom(6);
        var rows = Enumerable.Range(0, 600).Select(_ => (Visits: random.NextInt(20), Size: random.NextInt(50), Luck: random.NextNormal())).ToArray();
        var best = rows.OrderByDescending(r => 0.2 * r.Visits + r.Luck).Take(30).ToHashSet();
        File.WriteAllLines(_folder["rare.csv"], rows.Select(r => FormattableString.Invariant($"{r.Visits},{r.Size},{(best.Contains(r) ? "yes" : "no")}")).Prepend("visits,size,converted"));
        return _folder["rare.csv"];
    }

    string Shuffled()
    {
        var lines = File.ReadAllLines(MadeCsv.Write(_folder, rows: 600));
        var outcomes = lines.Skip(1).Select(l => l[(l.LastIndexOf(',') + 1)..]).ToArray();
        new DeterministicRandom(2).Shuffle<string>(outcomes);
        File.WriteAllLines(_folder["shuffled.csv"], lines.Skip(1).Select((l, i) => l[..(l.LastIndexOf(',') + 1)] + outcomes[i]).Prepend(lines[0]));
        return _folder["shuffled.csv"];
    }
}
