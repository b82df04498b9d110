using System.Text.Json.Nodes;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public sealed class TimeReportJsonTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly ModelCard _card;

    public TimeReportJsonTests() => _card = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(_folder))).Card;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_card_says_of_time_is_read_back()
    {
        var read = ReadBack(_card with { OverTime = s_time, Horizon = s_horizon });

        Assert.Equal(s_horizon, read.Horizon);
        Assert.Equal(s_time.Splits, read.OverTime!.Splits);
        Assert.Equal(s_time.Shift, read.OverTime.Shift);
        Assert.Equal(s_time.Ages, read.OverTime.Ages);
        Assert.Equal(s_time.Columns, read.OverTime.Columns);
        Assert.Equal(s_time.Horizons, read.OverTime.Horizons);
    }

    [Fact]
    public void A_real_report_comes_back_to_the_bit_but_for_the_hour()
    {
        var time = _card.OverTime!;
        var read = ReadBack(_card).OverTime!;

        Assert.NotEmpty(time.Ages);
        Assert.Equal(time.Splits, read.Splits);
        Assert.Equal(time.Columns, read.Columns);
        Assert.Equal(time.Ages.Select(a => a with { Origin = Math.Floor(a.Origin) }), read.Ages);
        Assert.Equal(time.Notes(), read.Notes());
    }

    [Fact]
    public void Nothing_to_say_is_read_as_nothing()
    {
        var read = ReadBack(_card with { OverTime = null, Horizon = null });

        Assert.Null(read.OverTime);
        Assert.Null(read.Horizon);
        Assert.Null(ReadBack(_card with { OverTime = new() }).OverTime!.Splits);
    }

    [Fact]
    public void A_card_from_before_cells_and_later_outcomes_is_read()
    {
        var json = JsonNode.Parse(ModelCardJson.ToBytes(_card with { OverTime = s_time, Horizon = s_horizon }))!;
        json["horizon"]!.AsObject().Remove("later_outcomes");
        foreach (var column in json["over_time"]!["shift"]!["columns"]!.AsArray()) column!.AsObject().Remove("cells");

        var read = ModelCardJson.Parse(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()), "card.json");

        Assert.Equal(0, read.Horizon!.LaterOutcomes);
        Assert.True(read.OverTime!.Columns[0].Moved);
    }

    [Theory]
    [InlineData(0.60, 0.55, true)]
    [InlineData(0.60, 0.49, false)]
    [InlineData(0.59, 0.55, false)]
    public void The_mix_has_changed_only_where_that_is_sure_and_matters(double value, double low, bool expected) =>
        Assert.Equal(expected, new TimeReport { Shift = new(value, low, 0.7) }.HasShifted);

    [Fact]
    public void A_model_ages_where_its_last_month_is_surely_below_its_first_and_earlier_models_do_not_count()
    {
        ModelAge[] ages = [new(0, 1, 99, 9, 0.1, new(0.99, 0.98, 1)), new(100, 1, 99, 9, 0.1, new(0.8, 0.78, 0.82)), new(100, 2, 99, 9, 0.1, new(0.7, 0.65, 0.75))];

        Assert.Equal((ages[1], ages[2]), new TimeReport { Ages = ages }.Ageing);
        Assert.Null(new TimeReport { Ages = [.. ages[..2], ages[2] with { RocAuc = new(0.7, 0.6, 0.79) }] }.Ageing);
        Assert.Null(new TimeReport { Ages = ages[..2] }.Ageing);
    }

    static ModelCard ReadBack(ModelCard card) => ModelCardJson.Parse(ModelCardJson.ToBytes(card), "card.json");

    static readonly HorizonCounts s_horizon = new(90, 9769, 700, 120, 80, 30, 7, 40, 3, 2, 41.5) { Embargoed = 60 };

    static readonly TimeReport s_time = new()
    {
        Splits = new(new(1.0 / 3, 0.3, 0.4), new(0.8, 0.75, 0.85), new(-0.1, -0.2, 0)),
        Ages = [new(9000, 1, 50, 10, 0.2, new(0.8, 0.7, 0.9)), new(9000, 2, 40, 0, 0.1, new(double.NaN, double.NaN, double.NaN))],
        Shift = new(0.7, 0.65, 0.75),
        Columns = [new("source", 0.5, 0.3, 0.7, 6), new("empty", 0, 0, double.PositiveInfinity, 1)],
        Horizons = [new(30, 400, 0.05, 0.06, new(0.01, 0, 0.02), new(0.8, 0.7, 0.9))],
    };
}
