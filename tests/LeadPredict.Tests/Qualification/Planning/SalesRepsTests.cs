using LeadPredict.Data;
using LeadPredict.Qualification.Planning;

namespace LeadPredict.Tests.Qualification.Planning;

public sealed class SalesRepsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Csv(string text)
    {
        File.WriteAllText(_folder["reps.csv"], text);
        return _folder["reps.csv"];
    }

    [Fact]
    public void Hours_become_calls() => Assert.Equal([new SalesRep("Anna", 30), new SalesRep("Bo", 5)], SalesReps.Read(Csv("rep,hours_per_week\nAnna,20\nBo,3.5\n"), 40));

    [Fact]
    public void Hours_may_have_a_decimal_comma() => Assert.Equal([new SalesRep("Anna", 30), new SalesRep("Bo", 5)], SalesReps.Read(Csv("rep;hours_per_week\nAnna;20\nBo;3,5\n"), 40));

    [Fact]
    public void Calls_count_as_they_are() => Assert.Equal([new SalesRep("Anna", 12)], SalesReps.Read(Csv("name,calls per week\nAnna,12\n"), 40));

    [Fact]
    public void Every_wrong_row_is_named()
    {
        var wrong = Assert.Throws<LeadPredictException>(() => SalesReps.Read(Csv("rep,calls_per_week\nAnna,-1\nBo,12\nBo,12\nCy,many\n"), 30));

        Assert.Equal([2L, 4, 5], wrong.Diagnostics.Select(d => d.Line));
        Assert.All(wrong.Diagnostics, d => Assert.Equal("LP0902", d.Code));
    }

    [Fact]
    public void A_missing_column_is_named() =>
        Assert.Equal("LP0901", Assert.Throws<LeadPredictException>(() => SalesReps.Read(Csv("rep,size\nAnna,1\n"), 30)).Diagnostics[0].Code);
}
