using System.Globalization;
using System.Text.Json;
using LeadPredict.Explanation;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Tests.Architecture;
using LeadPredict.Tests.Boosting;

namespace LeadPredict.Tests.Modeling;

/// <summary>
/// Model files of earlier days must load forever with the same predictions. A file once released is never made anew; after a change of
/// the layout add the next number to <see cref="Names"/> and run with UPDATE_APPROVED=1, which makes only what is not there.
/// </summary>
public class GoldenModelTests
{
    public static TheoryData<string> Names => ["model-1"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Golden_model_loads_and_gives_the_same_predictions(string name)
    {
        var path = Path.Combine(Repository.Root, "tests", "LeadPredict.Tests", "Golden", name + ".leadmodel");
        if (Repository.UpdateApproved && !File.Exists(path)) Make(path);

        var model = LeadModelFile.Read(path);

        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(path, ".json")));
        Assert.Equal(expected.RootElement.GetProperty("sha256").GetString(), model.Sha256);
        var explainer = new ContributionExplainer(model.Paths);
        Assert.Equal(expected.RootElement.GetProperty("base").GetDouble(), explainer.Base, 1e-12);
        var contributions = new double[model.Ensemble.FeatureCount];
        foreach (var lead in expected.RootElement.GetProperty("leads").EnumerateArray())
        {
            var row = lead.GetProperty("row").EnumerateArray()
                .Select(v => v.ValueKind == JsonValueKind.Null ? float.NaN : float.Parse(v.GetString()!, CultureInfo.InvariantCulture)).ToArray();
            explainer.Explain(row, contributions);

            // To the bit: additions in one order.
            Assert.Equal(lead.GetProperty("log_odds").GetDouble(), model.Ensemble.LogOdds(row));
            Assert.Equal(lead.GetProperty("probability").GetDouble(), model.Calibrator.Calibrate(model.Ensemble.LogOdds(row)));
            var i = 0;
            foreach (var contribution in lead.GetProperty("contributions").EnumerateArray()) Assert.Equal(contribution.GetDouble(), contributions[i++], 1e-12);
            Assert.Equal(contributions.Length, i);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Golden_model_is_written_again_byte_for_byte(string name)
    {
        var path = Path.Combine(Repository.Root, "tests", "LeadPredict.Tests", "Golden", name + ".leadmodel");

        Assert.Equal(File.ReadAllBytes(path), LeadModelFile.ToBytes(LeadModelFile.Read(path)));
    }

    static void Make(string path)
    {
        var set = MadeLeads.Mixed(400, numbers: 4, categories: 2, seed: 2026);
        var options = MadeLeads.Plain with { MaxBins = 60, Leaves = 8, MinRowsPerLeaf = 5, Members = 2, LinearStart = 0.5 };
        var model = LeadModelFile.Write(MadeModels.Of(MadeLeads.Fitted(set, options, trees: 10)), path);
        var explainer = new ContributionExplainer(model.Paths);
        var random = new DeterministicRandom(7);

        using var stream = File.Create(Path.ChangeExtension(path, ".json"));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("sha256", model.Sha256);
        json.WriteNumber("base", explainer.Base);
        json.WriteStartArray("leads");
        for (var i = 0; i < 24; i++)
        {
            var row = new float[6];
            var contributions = new double[6];
            if (i < 12) set.CopyRow(i, row);
            else row = MadeLeads.StrangeRow(set.Kinds, random);
            explainer.Explain(row, contributions);
            json.WriteStartObject();
            json.WriteStartArray("row");
            foreach (var value in row)
            {
                if (float.IsNaN(value)) json.WriteNullValue();
                else json.WriteStringValue(value.ToString("R", CultureInfo.InvariantCulture));
            }
            json.WriteEndArray();
            json.WriteNumber("log_odds", model.Ensemble.LogOdds(row));
            json.WriteNumber("probability", model.Calibrator.Calibrate(model.Ensemble.LogOdds(row)));
            json.WriteStartArray("contributions");
            foreach (var contribution in contributions) json.WriteNumberValue(contribution);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
