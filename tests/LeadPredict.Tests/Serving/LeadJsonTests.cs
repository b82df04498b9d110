using System.Text;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Tests.Serving;

public class LeadJsonTests
{
    static readonly LeadModel s_model = TinyModels.Make();

    readonly PredictionEngine _engine = new(s_model);

    JsonElement Answer(string json, int reasons = 3)
    {
        Assert.Equal(LeadJsonStatus.Ok, _engine.Json.Read(Encoding.UTF8.GetBytes(json)));
        using var document = JsonDocument.Parse(_engine.Json.Answer(reasons, JsonEncodedText.Encode("leads")).ToArray());
        return document.RootElement.Clone();
    }

    string[] Warnings(string json) =>
        [.. Answer(json).GetProperty("warnings").EnumerateArray().Select(w => $"{w.GetProperty("code").GetString()} {w.GetProperty("column").GetString()}")];

    const string Whole = "\"created_at\":null,\"lead_source\":\"web\",\"employee_count\":1,\"demo_requested\":true,\"last_touch_at\":null,\"annual_revenue\":1";

    [Fact]
    public void A_whole_lead_has_no_warning_and_null_is_missing_without_one()
    {
        Assert.Empty(Warnings($"{{{Whole}}}"));
    }

    [Fact]
    public void An_absent_field_an_extra_one_and_a_new_category_are_warned_of()
    {
        Assert.Equal(
            ["missing_field annual_revenue", "unknown_category lead_source", "extra_field shoe_size"],
            Warnings($"{{{Whole.Replace("\"web\"", "\"moon\"").Replace(",\"annual_revenue\":1", "")},\"shoe_size\":{{\"eu\":[44]}}}}"));
    }

    [Fact]
    public void Columns_that_the_model_knows_but_does_not_use_are_not_extra()
    {
        Assert.Empty(Warnings($"{{\"lead_id\":7,\"id\":8,\"email\":\"a@b.example\",\"became_sql\":true,{Whole}}}"));
    }

    [Fact]
    public void Of_a_field_sent_twice_the_last_value_counts_with_a_warning()
    {
        var twice = Answer($"{{\"lead_source\":\"referral\",\"employee_count\":[1],{Whole}}}");

        Assert.Equal(Answer($"{{{Whole}}}").GetProperty("probability").GetDouble(), twice.GetProperty("probability").GetDouble());
        Assert.Equal(["duplicate_field", "duplicate_field"], twice.GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("code").GetString()));
    }

    [Fact]
    public void The_lead_id_comes_back_as_it_was_sent()
    {
        Assert.Equal("\"L-1 \\u00e6\"", JsonSerializer.Serialize(Answer("{\"lead_id\":\"L-1 \\u00E6\"}").GetProperty("lead_id").GetString()).ToLowerInvariant().Replace("l-1", "L-1"));
        Assert.Equal("12345678901234567890", Answer("{\"id\":12345678901234567890}").GetProperty("lead_id").GetRawText());
        Assert.Equal("2", Answer("{\"id\":1,\"lead_id\":2}").GetProperty("lead_id").GetRawText());
        Assert.Equal(JsonValueKind.Null, Answer("{}").GetProperty("lead_id").ValueKind);
    }

    [Fact]
    public void A_reason_has_the_value_as_sent_its_part_and_a_sentence()
    {
        var reasons = Answer("{\"lead_source\":\"referral\",\"employee_count\":null,\"annual_revenue\":1.5}", 50).GetProperty("reasons").EnumerateArray().ToArray();

        var source = reasons.Single(r => r.GetProperty("column").GetString() == "lead_source");
        Assert.Equal("referral", source.GetProperty("value").GetString());
        Assert.Matches(@"^Source: referral \(\+\d+ points\)$", source.GetProperty("text").GetString());
        var missing = reasons.Single(r => r.GetProperty("column").GetString() == "employee_count");
        Assert.Equal(JsonValueKind.Null, missing.GetProperty("value").ValueKind);
        Assert.Matches(@"^Number of employees not stated \(-\d+ points\)$", missing.GetProperty("text").GetString());
        Assert.Equal("1.5", reasons.Single(r => r.GetProperty("column").GetString() == "annual_revenue").GetProperty("value").GetRawText());
    }

    [Fact]
    public void Reasons_and_the_base_add_up_to_the_log_odds()
    {
        var answer = Answer("{\"lead_source\":\"referral\",\"employee_count\":20,\"demo_requested\":\"yes\"}", 50);

        var sum = answer.GetProperty("reasons").EnumerateArray().Sum(r => r.GetProperty("log_odds").GetDouble());
        Assert.Equal(answer.GetProperty("log_odds").GetDouble(), _engine.BaseLogOdds + sum, 1e-9);
    }

    [Fact]
    public void Points_and_the_base_add_up_to_the_probability()
    {
        var answer = Answer("{\"lead_source\":\"referral\",\"employee_count\":20,\"demo_requested\":\"yes\"}", 50);

        var sum = answer.GetProperty("reasons").EnumerateArray().Sum(r => r.GetProperty("points").GetDouble());
        Assert.Equal(answer.GetProperty("probability").GetDouble(), answer.GetProperty("base").GetProperty("probability").GetDouble() + sum / 100, 1e-9);
        Assert.Equal(_engine.BaseLogOdds, answer.GetProperty("base").GetProperty("log_odds").GetDouble());
    }

    [Fact]
    public void Dials_stand_for_their_groups_and_are_left_out_with_the_reasons()
    {
        var dials = Answer("{\"demo_requested\":true}", 1).GetProperty("dials");

        Assert.True(dials.GetProperty("engagement").GetDouble() > 50);
        Assert.Equal(JsonValueKind.Null, dials.GetProperty("bant").ValueKind);
        Assert.False(Answer("{}", 0).TryGetProperty("dials", out _));
    }

    [Fact]
    public void Reasons_are_written_in_the_language_that_is_asked_for()
    {
        _engine.Json.Read("{\"demo_requested\":true,\"employee_count\":1}"u8);
        using var document = JsonDocument.Parse(_engine.Json.Answer(1, JsonEncodedText.Encode("leads"), LeadPredict.Wording.Language.Italian).ToArray());

        Assert.Matches(@"^Ha chiesto una demo \(\+\d+ punti\)$", document.RootElement.GetProperty("reasons")[0].GetProperty("text").GetString());
    }

    [Fact]
    public void A_JSON_number_has_a_point_where_the_files_have_a_comma()
    {
        double Probability(string revenue) => Answer($"{{\"annual_revenue\":{revenue}}}").GetProperty("log_odds").GetDouble();

        Assert.Equal(Probability("\"4500000,5\""), Probability("4500000.5"));
        Assert.Equal(Probability("\"4.500.000,5\""), Probability("4.5000005e6"));
    }

    [Theory]
    [InlineData("{\"employee_count\":\"many\"}", "/employee_count LP0161")]
    [InlineData("{\"employee_count\":1e400}", "/employee_count LP0161")]
    [InlineData("{\"employee_count\":true}", "/employee_count LP0161")]
    [InlineData("{\"employee_count\":[1]}", "/employee_count LP0173")]
    [InlineData("{\"lead_source\":{\"a\":1}}", "/lead_source LP0173")]
    [InlineData("{\"lead_source\":\"\\ud800\"}", "/lead_source LP0174")]
    [InlineData("{\"created_at\":\"soon\"}", "/created_at LP0161")]
    [InlineData("{\"demo_requested\":\"perhaps\",\"last_touch_at\":3}", "/demo_requested LP0161, /last_touch_at LP0161")]
    public void A_value_of_the_wrong_kind_names_its_field(string json, string expected)
    {
        Assert.Equal(LeadJsonStatus.WrongValue, _engine.Json.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(expected, string.Join(", ", _engine.Json.FieldErrors.Select(e => $"{e.Pointer} {e.Problem.Code}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":}")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":007}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("// {}")]
    public void Broken_JSON_is_said_to_be_broken(string json)
    {
        Assert.Equal(LeadJsonStatus.Broken, _engine.Json.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Equal("LP0171", _engine.Json.Problem!.Code);
    }

    [Fact]
    public void Deep_nesting_and_bytes_that_are_no_UTF8_are_broken()
    {
        Assert.Equal(LeadJsonStatus.Broken, _engine.Json.Read(Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 10_000))));
        Assert.Equal(LeadJsonStatus.Broken, _engine.Json.Read([.. "{\"lead_source\":\""u8, 0xC3, .. "\"}"u8]));
    }

    [Theory]
    [InlineData("[]", "an array")]
    [InlineData("null", "null")]
    [InlineData("\"web\"", "a text")]
    [InlineData("12", "a number")]
    public void Only_an_object_is_a_lead(string json, string found)
    {
        Assert.Equal(LeadJsonStatus.NotAnObject, _engine.Json.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(found, _engine.Json.Problem!.Message);
    }

    [Fact]
    public void The_name_of_an_extra_field_comes_back_as_it_was_sent()
    {
        var name = new string('n', 5000) + "\"\\æ";

        Assert.Equal(["extra_field " + name, "extra_field x"], Warnings($"{{{JsonSerializer.Serialize(name)}:1,{Whole},\"x\":2}}"));
    }

    [Fact]
    public void Many_extra_fields_do_not_make_an_endless_answer()
    {
        var json = "{" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"x{i}\":1")) + "}";

        Assert.Equal(51, Warnings(json).Count(w => w.StartsWith("extra_field")));
    }

    [Fact]
    public void What_one_lead_left_does_not_reach_the_next()
    {
        var fresh = Answer("{}").GetRawText();
        Answer($"{{\"lead_id\":1,{Whole}}}");
        _engine.Json.Read("{\"employee_count\":\"x\""u8);

        Assert.Equal(fresh, Answer("{}").GetRawText());
    }
}
