using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Tests.Modeling;

namespace LeadPredict.Tests.Serving;

/// <summary>Nothing is not zero: neither in a lead nor in the rows that a model learns from.</summary>
public class MissingValuesTests
{
    static readonly PredictionEngine s_engine = new(TinyModels.Make());

    static double LogOdds(params (string Field, string Text)[] fields)
    {
        s_engine.Clear();
        foreach (var (field, text) in fields)
            s_engine.SetField(s_engine.FindField(System.Text.Encoding.UTF8.GetBytes(field)), System.Text.Encoding.UTF8.GetBytes(text));
        return s_engine.Predict().LogOdds;
    }

    [Fact]
    public void Fault_6_an_empty_number_and_one_that_is_not_sent_are_the_same_and_not_zero()
    {
        Assert.Equal(LogOdds(), LogOdds(("employee_count", "")));
        Assert.NotEqual(LogOdds(("employee_count", "0")), LogOdds(("employee_count", "")));
    }

    [Fact]
    public void Fault_6_rows_with_missing_values_are_learned_from()
    {
        using var folder = new TemporaryFolder();
        var csv = MadeCsv.Write(folder);
        var lines = File.ReadAllLines(csv);
        // Two of three rows lose a number.
        for (var i = 1; i < lines.Length; i++)
            if (i % 3 > 0) lines[i] = string.Join(',', lines[i].Split(',').Select((text, column) => column == i % 3 + 1 ? "" : text));
        File.WriteAllLines(csv, lines);

        var result = MadeCsv.Train(MadeCsv.Request(csv));

        Assert.Equal((400, 0, 400), (result.Card.Rows.Read, result.Card.Rows.Rejected, result.Model.Origin.Rows));
    }
}
