using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Serving;

namespace LeadPredict.Tests.Modeling;

public sealed class TrainingOverTimeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Horizons_reach_the_card_the_file_the_answer_and_the_scored_list_and_are_calibrated()
    {
        var result = Train(Write(seed: 1, rows: 3000), r => r with { Horizon = 90, ShorterHorizons = [30, 60], Columns = r.Columns with { OutcomeTimes = ["won_at"] } });

        var horizons = result.Card.OverTime!.Horizons;
        Assert.Equal([30, 60, 90], horizons.Select(h => h.Days));
        Assert.All(horizons, h => Assert.Equal(h.Observed, h.Predicted, 0.06));
        Assert.True(result.Card.Horizon is { Embargoed: > 0, Censored: > 0, OpenNegatives: > 0 });

        var model = LeadModelFile.Parse(LeadModelFile.ToBytes(result.Model), "again");
        Assert.Equal(result.Model.Sha256, model.Sha256);
        var engine = new PredictionEngine(model);
        engine.Json.Read("{\"keen\":1.5}"u8);
        using var answer = JsonDocument.Parse(engine.Json.Answer(0, JsonEncodedText.Encode("leads")).ToArray());
        var answered = answer.RootElement.GetProperty("horizons").EnumerateArray().Select(h => (h.GetProperty("days").GetDouble(), h.GetProperty("probability").GetDouble())).ToArray();
        Assert.Equal([30, 60, 90], answered.Select(a => a.Item1));
        Assert.Equal(answer.RootElement.GetProperty("probability").GetDouble(), answered[2].Item2);

        using var output = new MemoryStream();
        using var input = LeadFile.Open(WriteText("list.csv", "keen,fit\n1.5,0\n"));
        using var reader = input.OpenReader();
        new LeadScorer(model, new ScoringOptions()).Score(reader, output);
        var lines = Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n');
        Assert.EndsWith("reasons,sql_probability_30d,sql_probability_60d,sql_probability_90d", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_a_horizon_can_be_verified()
    {
        var csv = Write(seed: 2, rows: 800);
        var result = Train(csv, r => r with { Horizon = 60, ShorterHorizons = [30], Columns = r.Columns with { OutcomeTimes = ["won_at"] } });
        var path = _folder["m.leadmodel"];
        LeadModelFile.Write(result.Model, path);

        Assert.True(ModelVerification.Verify(path, [csv], 1, TimeProvider.System).Same);
    }

    [Fact]
    public void Several_horizons_need_the_moments()
    {
        var e = Assert.Throws<LeadPredictException>(() => Train(Write(seed: 1, rows: 400), r => r with { Horizon = 90, ShorterHorizons = [30] }));

        Assert.Equal("LP0412", Assert.Single(e.Diagnostics).Code);
    }

    [Fact]
    public void Both_splits_stand_side_by_side_and_stable_leads_have_no_gap_or_shift()
    {
        var time = Train(Write(seed: 3, rows: 2000), r => r with { Origins = 1 }).Card.OverTime!;

        Assert.False(time.Splits!.IsLarge);
        Assert.InRange(time.Splits.Gap.Value, -0.08, 0.08);
        Assert.True(time.Shift!.Value.Low < 0.53);
        Assert.DoesNotContain(time.Columns, c => c.Moved);
        Assert.Equal(2, time.Ages.Select(a => a.Origin).Distinct().Count());
        Assert.All(time.Ages, a => Assert.True(a.Rows >= 30));
    }

    [Fact]
    public void Newer_leads_of_another_mix_are_drift_and_their_outcomes_correct_the_level()
    {
        var model = Train(Write(seed: 4, rows: 1500), r => r).Model;
        var same = Read(model, Write(seed: 5, rows: 800, name: "same.csv"));
        var other = Read(model, Write(seed: 6, rows: 800, name: "other.csv", mix: 1, level: 1));

        Assert.False(ModelDrift.Compare(model, same, "m").HasFindings);
        Assert.Equal("fit", ModelDrift.Compare(model, other, "m").Columns.First(c => c.Moved).Column);
        Assert.True(Math.Abs(ModelRecalibration.Run(model, same, "sha").Fit.Shift) < 0.3);
        // The level rises by 1, of which the mix, that says nothing here, makes the model see 0.6 by itself.
        var corrected = ModelRecalibration.Run(model, other, "sha");
        Assert.Equal(0.4, corrected.Fit.Shift, 0.25);
        Assert.True(corrected.Gain!.LogLossDifference.High < 0);
        Assert.Equal(corrected.Fit.Shift, corrected.Model!.Origin.Recalibrated!.Shift);
        Assert.Equal(model.Scorer.LogOdds([0f, 1f]), corrected.Model.Scorer.LogOdds([0f, 1f]));
    }

    LeadTable Read(LeadModel model, string path)
    {
        using var file = LeadFile.Open(path);
        return LeadTableReader.Read([file], model.Schema);
    }

    static TrainingResult Train(string csv, Func<TrainingRequest, TrainingRequest> change) => LeadTrainer.Train(
        change(new TrainingRequest { Files = [csv], Columns = new() { Label = "won", Positive = "yes", Time = "created", Exclude = ["won_at"] } }) is var r && r.Columns.OutcomeTimes.Count > 0
            ? r with { Columns = r.Columns with { Exclude = [] }, Boosting = new() { Trees = 30, Members = 2, EarlyStoppingRounds = 0 } }
            : r with { Boosting = new() { Trees = 30, Members = 2, EarlyStoppingRounds = 0 } },
        TimeProvider.System);

    string WriteText(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    // Success comes after 1 to 120 days, sooner for the keen; the newest leads are open still.
    string Write(ulong seed, int rows, string name = "leads.csv", double mix = 0, double level = 0)
    {
        var random = new DeterministicRandom(seed);
        var text = new StringBuilder("created,keen,fit,won_at,won\n");
        var end = new DateOnly(2025, 1, 1);
        for (var i = 0; i < rows; i++)
        {
            var created = new DateOnly(2023, 1, 1).AddDays(i * 730 / rows);
            double keen = random.NextNormal(), fit = random.NextNormal() + mix;
            var won = random.NextDouble() < PortableMath.Sigmoid(-1 + level + keen + 0.6 * (fit - mix));
            var wait = (int)(1 + 120 * Math.Pow(random.NextDouble(), 1 + 0.4 * Math.Clamp(keen, -1, 1)));
            var seen = won && created.AddDays(wait) <= end;
            var lost = !won && random.NextDouble() < 0.9;
            text.Append(CultureInfo.InvariantCulture, $"{created:yyyy-MM-dd},{keen:F3},{fit:F3},{(seen ? created.AddDays(wait).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "")},{(seen ? "yes" : lost ? "no" : "")}\n");
        }
        return WriteText(name, text.ToString());
    }
}
