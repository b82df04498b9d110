using System.Text.RegularExpressions;

namespace LeadPredict.Tests.Data;

public partial class ErrorsDocumentTests
{
    [Fact]
    public void Every_code_of_the_data_folder_is_documented_and_no_other()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "LeadPredict.sln"))) root = root.Parent!;
        var sources = Directory.GetFiles(Path.Combine(root.FullName, "src", "LeadPredict", "Data"), "*.cs");
        // LP0104 belongs to the encoder.
        var used = sources.SelectMany(f => Quoted().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Append("LP0104").ToHashSet();

        var listed = Listed().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs", "ERRORS.md"))).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.Superset(used, listed);
        Assert.Empty(listed.Where(c => string.CompareOrdinal(c, "LP0300") < 0).Except(used));
    }

    [GeneratedRegex("\"(LP[0-9]{4})\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\| (LP[0-9]{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
