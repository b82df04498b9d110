using System.Globalization;
using System.Text;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Serving;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Modeling;

public sealed class LeadIntervalsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void An_interval_lies_on_straight_lines_and_holds_its_probability()
    {
        var intervals = new LeadIntervals([0.2, 0.4], [0.1, 0.3], [0.3, 0.9]);

        Assert.Equal((0.2, 0.6), Rounded(intervals.Of(0.3)));
        Assert.Equal((0.05, 0.3), Rounded(intervals.Of(0.05)));
        Assert.Equal((0.3, 0.95), Rounded(intervals.Of(0.95)));

        static (double, double) Rounded((double Low, double High) i) => (Math.Round(i.Low, 12), Math.Round(i.High, 12));
    }

    [Fact]
    public void A_look_up_allocates_nothing()
    {
        var intervals = new LeadIntervals([0.2, 0.4], [0.1, 0.3], [0.3, 0.9]);
        intervals.Of(0.3);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++) intervals.Of(i / 1000.0);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void More_held_out_leads_make_it_narrower()
    {
        double Width(int rows)
        {
            var (p, y) = Honest(rows);
            var (low, high) = LeadIntervalFitter.Fit(p, y, [], null, columns: 3, rows).Of(0.3);
            return high - low;
        }

        Assert.True(Width(100) > 1.5 * Width(2000));
        Assert.True(Width(2000) > 1.5 * Width(50_000));
    }

    [Fact]
    public void A_model_that_leads_still_change_has_wider_ones()
    {
        var (p, y) = Honest(5000);
        double[] whole = Array.ConvertAll(p, PortableMath.Logit), part = [.. whole.Select((z, i) => z + (i % 2 == 0 ? 0.5 : -0.5))];

        var sure = LeadIntervalFitter.Fit(p, y, [], new ModelPair(whole, whole, 2.5, 1), 3, 5000).Of(0.3);
        var unsure = LeadIntervalFitter.Fit(p, y, [], new ModelPair(whole, part, 2.5, 1), 3, 5000).Of(0.3);

        Assert.True(unsure.High - unsure.Low > 2 * (sure.High - sure.Low));
    }

    [Fact]
    public void What_accounts_share_is_found_from_how_their_leads_go_together()
    {
        var random = new DeterministicRandom(3);
        const int Accounts = 20_000;
        var (p, y, account) = (new double[3 * Accounts], new byte[3 * Accounts], new int[3 * Accounts]);
        for (var i = 0; i < Accounts; i++)
        {
            var quality = 0.6 * random.NextNormal();
            for (var j = 3 * i; j < 3 * i + 3; j++) (p[j], account[j], y[j]) = (0.3, i, random.NextDouble() < PortableMath.Sigmoid(-0.88 + quality) ? (byte)1 : (byte)0);
        }

        Assert.InRange(LeadIntervalFitter.AccountVariance(p, y, account), 0.25, 0.45);
    }

    [Fact]
    public void A_file_keeps_them_and_one_from_before_has_the_rate_of_leads_like_it()
    {
        var model = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder))).Model;
        var again = LeadModelFile.Parse(LeadModelFile.ToBytes(model), "again");
        var old = LeadModelFile.Parse(LeadModelFile.ToBytes(new LeadModel(model.Encoder, model.Ensemble, model.Calibrator, model.Grades, model.Reference, model.Origin)), "old");

        Assert.Equal(model.Interval(0.4), again.Interval(0.4));
        Assert.Equal(model.Intervals!.Low, again.Intervals!.Low);
        Assert.Null(old.Intervals);
        Assert.Equal(model.Reference.Interval(0.4), old.Interval(0.4));
    }

    [Theory]
    [InlineData(4000)]
    [InlineData(600)]
    public void The_true_chance_of_unseen_leads_lies_in_them(int rows)
    {
        var leads = Enumerable.Range(1, 3).SelectMany(seed => Score(rows, (ulong)seed)).ToList();

        Assert.InRange(leads.Average(l => l.Low <= l.Truth && l.Truth <= l.High ? 1.0 : 0), 0.90, 0.995);
    }

    public void Dispose() => _folder.Dispose();

    static (double[] P, byte[] Y) Honest(int rows)
    {
        var random = new DeterministicRandom(11);
        double[] p = [.. Enumerable.Range(0, rows).Select(_ => 0.05 + 0.6 * random.NextDouble())];
        return (p, [.. p.Select(v => random.NextDouble() < v ? (byte)1 : (byte)0)]);
    }

    // Trains on the leads of four accounts in five, scores those of the fifth.
    List<(double Low, double High, double Truth)> Score(int rows, ulong seed)
    {
        var memory = new MemoryStream();
        LeadSynthesizer.Write(memory, new SynthesisOptions { Rows = rows, Seed = seed, WithTruth = true });
        var lines = Encoding.UTF8.GetString(memory.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The account's name ends in its number; no name has a comma before it.
        var unseen = lines.Skip(1).ToLookup(l => l.Split(',')[1][^1] is '3' or '7');
        File.WriteAllLines(_folder["seen.csv"], unseen[false].Prepend(lines[0]));
        File.WriteAllLines(_folder["unseen.csv"], unseen[true].Prepend(lines[0]));
        var model = GeneratedLeads.Train(_folder["seen.csv"], r => r with { LearningCurve = false, Columns = new SchemaInferenceOptions { Exclude = ["true_probability"] } }).Model;

        var engine = new PredictionEngine(model);
        using var file = LeadFile.Open(_folder["unseen.csv"]);
        var fields = file.Header.Select(h => engine.FindField(Encoding.UTF8.GetBytes(h))).ToArray();
        using var reader = file.OpenReader();
        var result = new List<(double, double, double)>();
        while (reader.Read())
        {
            engine.Clear();
            for (var i = 0; i < fields.Length; i++)
                if (fields[i] != PredictionEngine.UnknownField) engine.SetField(fields[i], reader.Field(i));
            var lead = engine.Predict();
            result.Add((lead.Low, lead.High, double.Parse(reader.Field(fields.Length - 1), CultureInfo.InvariantCulture)));
        }
        return result;
    }
}
