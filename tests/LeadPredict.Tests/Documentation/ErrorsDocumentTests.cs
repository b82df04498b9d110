using System.Text.RegularExpressions;

namespace LeadPredict.Tests.Documentation;

public partial class ErrorsDocumentTests
{
    [Fact]
    public void Every_code_is_documented_and_no_other()
    {
        var used = Repository.SourceFiles("src", "training").SelectMany(f => Quoted().Matches(Repository.Read(f))).Select(m => m.Groups[1].Value).Distinct();

        var listed = Listed().Matches(Repository.Read("docs/ERRORS.md")).Select(m => m.Groups[1].Value);

        Assert.Equal(used.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("\"(LP[0-9]{4})\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\| (LP[0-9]{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
