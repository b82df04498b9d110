using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Synthesis;

/// <summary>What the outcome owes to the printed probability, on 50,000 leads that are old enough to have one.</summary>
public class SyntheticTruthTests
{
    static readonly (double Truth, bool Label)[] s_mature = Mature();

    [Fact]
    public void The_label_rate_meets_the_truth_in_every_decile()
    {
        foreach (var decile in s_mature.OrderBy(lead => lead.Truth).Chunk(s_mature.Length / 10).Take(10))
        {
            var expected = decile.Average(lead => lead.Truth);
            var deviation = Math.Sqrt(decile.Sum(lead => lead.Truth * (1 - lead.Truth))) / decile.Length;

            // Leads entered twice share their luck, hence 4 deviations rather than 3.
            Assert.InRange(decile.Average(lead => lead.Label ? 1.0 : 0.0), expected - 4 * deviation, expected + 4 * deviation);
        }
    }

    [Fact]
    public void About_18_percent_become_an_sql() => Assert.InRange(s_mature.Average(lead => lead.Label ? 1.0 : 0.0), .165, .195);

    [Fact]
    public void The_best_auc_that_anyone_can_reach_is_about_85_percent() => Assert.InRange(Auc(s_mature), .83, .865);

    static (double, bool)[] Mature()
    {
        var options = new SynthesisOptions { Rows = 50_000, Seed = 11, WithTruth = true };
        var file = SyntheticFile.Make(options);
        var limit = options.ExportDay.AddDays(-SynthesisOptions.HorizonDays);
        return [.. file.Rows
            .Where(row => file.Day(row, "created_at") < limit)
            .Select(row => (file.Number(row, "true_probability"), bool.Parse(file.Cell(row, "became_sql"))))];
    }

    // By ranks (Mann and Whitney 1947); ties are too few to matter here.
    static double Auc((double Truth, bool Label)[] leads)
    {
        var sorted = leads.OrderBy(lead => lead.Truth).ToArray();
        var positives = sorted.Count(lead => lead.Label);
        var ranks = 0.0;
        for (var i = 0; i < sorted.Length; i++)
            if (sorted[i].Label) ranks += i + 1;
        return (ranks - positives * (positives + 1.0) / 2) / ((double)positives * (sorted.Length - positives));
    }
}
