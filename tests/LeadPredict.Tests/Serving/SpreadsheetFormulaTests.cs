using System.Text;
using LeadPredict.Data;
using LeadPredict.Serving;
using LeadPredict.Tests.Data;

namespace LeadPredict.Tests.Serving;

public class SpreadsheetFormulaTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)")]
    [InlineData("+A1")]
    [InlineData("-2+3+cmd|' /C calc'!A0")]
    [InlineData("-A1")]
    [InlineData("--A1")]
    [InlineData("\t=1")]
    [InlineData("\rx")]
    [InlineData("\nx")]
    [InlineData("  =1+1")]
    [InlineData("＝1+1")]
    [InlineData("＠SUM(A1)")]
    [InlineData("＋A1")]
    [InlineData("－A1")]
    [InlineData("+39 055 HYPERLINK")]
    [InlineData("=")]
    public void What_a_spreadsheet_would_run_is_seen(string cell) => Assert.True(SpreadsheetFormula.Is(Encoding.UTF8.GetBytes(cell)));

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("-5")]
    [InlineData("-5.25")]
    [InlineData("-1.234,50")]
    [InlineData("+12e-3")]
    [InlineData("-€5")]
    [InlineData("-12 %")]
    [InlineData("+390551234567")]
    [InlineData("+39 055 123-4567")]
    [InlineData("+1 (555) 010-0000")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("－5")]
    [InlineData(" ")]
    [InlineData("a=b")]
    [InlineData("someone@mail.example")]
    [InlineData("日本")]
    public void Numbers_telephone_numbers_dashes_and_text_stay(string cell) => Assert.False(SpreadsheetFormula.Is(Encoding.UTF8.GetBytes(cell)));

    static (string Output, string Rejects, ScoringSummary Summary) Score(string csv, bool keep = false)
    {
        using var reader = Csv.File(csv).OpenReader();
        using MemoryStream output = new(), rejects = new();
        var summary = new LeadScorer(TinyModels.Make(), new ScoringOptions { Reasons = 0, KeepFormulas = keep }).Score(reader, output, rejects);
        return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(rejects.ToArray()), summary);
    }

    [Fact]
    public void A_formula_gets_an_apostrophe_inside_its_quotes_and_is_counted()
    {
        var (output, _, summary) = Score("lead_source,=note\nweb,=1+1\nweb,\"=A1,B1\"\nweb,-5\n");

        var lines = output.Split('\n');
        Assert.StartsWith("lead_source,'=note,", lines[0]);
        Assert.StartsWith("web,'=1+1,0.", lines[1]);
        Assert.StartsWith("web,\"'=A1,B1\",0.", lines[2]);
        Assert.StartsWith("web,-5,0.", lines[3]);
        Assert.Equal(3, summary.FormulasNeutralised);
        Assert.Contains(summary.Notes, n => n.Code == "LP0179");
    }

    [Fact]
    public void A_rejected_row_that_starts_like_a_formula_gets_one_too()
    {
        var (_, rejects, _) = Score("note,employee_count\n=1+1,many\n");

        Assert.EndsWith(",\"'=1+1,many\"\n", rejects);
    }

    [Fact]
    public void They_stay_when_that_is_asked_for()
    {
        var (output, rejects, summary) = Score("note,employee_count\n=1+1,5\n=2+2,many\n", keep: true);

        Assert.Contains("\n=1+1,5,0.", output);
        Assert.EndsWith(",\"=2+2,many\"\n", rejects);
        Assert.Equal(0, summary.FormulasNeutralised);
    }

    [Fact]
    public void The_models_columns_are_read_before()
    {
        // The category "-" would else become another.
        var (output, _, _) = Score("lead_source\n=web\nmoon\n");

        var lines = output.Split('\n');
        Assert.Equal(lines[2][5..], lines[1]["'=web,".Length..]);
    }
}
