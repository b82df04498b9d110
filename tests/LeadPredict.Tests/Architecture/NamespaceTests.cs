using System.Text.RegularExpressions;

namespace LeadPredict.Tests.Architecture;

public partial class NamespaceTests
{
    /// <summary>Every folder of the library and the folders that it may know; a new folder needs its line here.</summary>
    static readonly Dictionary<string, string[]> s_mayKnow = new()
    {
        ["Numerics"] = [],
        ["Data"] = ["Numerics"],
        ["Calibration"] = ["Numerics"],
        ["Evaluation"] = ["Numerics"],
        ["Diagnosis"] = ["Numerics", "Data", "Evaluation"],
        ["Boosting"] = ["Numerics", "Data"],
        ["Explanation"] = ["Numerics", "Data", "Evaluation", "Boosting", "Inference"],
        ["Inference"] = ["Numerics", "Data", "Boosting"],
        ["Qualification"] = ["Numerics", "Data"],
        ["Wording"] = ["Numerics", "Data"],
        ["Reporting"] = ["Numerics"],
        ["Modeling"] = ["Numerics", "Data", "Diagnosis", "Calibration", "Evaluation", "Boosting", "Explanation", "Inference", "Qualification"],
        ["Serving"] = ["Numerics", "Data", "Diagnosis", "Calibration", "Evaluation", "Boosting", "Explanation", "Inference", "Qualification", "Wording", "Modeling", "Reporting"],
        ["Reports"] = ["Numerics", "Data", "Diagnosis", "Evaluation", "Explanation", "Qualification", "Wording", "Modeling", "Serving", "Reporting"],
    };

    [Fact]
    public void Arrows_between_the_librarys_folders_point_only_down()
    {
        var wrong = new List<string>();
        foreach (var path in Repository.SourceFiles("src/LeadPredict"))
        {
            var parts = path.Split('/');
            if (parts.Length < 4) continue;
            var own = parts[2];
            Assert.True(s_mayKnow.ContainsKey(own), $"{own} is a new folder: say here what it may know");
            foreach (Match name in Known().Matches(Repository.ReadCode(path)))
            {
                var other = name.Groups[1].Value;
                if (other != own && s_mayKnow.ContainsKey(other) && !s_mayKnow[own].Contains(other)) wrong.Add($"{path} knows {other}");
            }
        }
        Assert.Empty(wrong);
    }

    // "using LeadPredict.X", "LeadPredict.X.Type", and "X.Type" from within the namespace.
    [GeneratedRegex(@"(?:LeadPredict\.|(?<![\w.]))(Numerics|Data|Diagnosis|Calibration|Evaluation|Boosting|Explanation|Inference|Qualification|Wording|Modeling|Reporting|Reports|Serving)\b(?=\s*[;.])")]
    private static partial Regex Known();

    [Fact]
    public void The_map_of_folders_has_no_circle()
    {
        foreach (var (folder, known) in s_mayKnow)
            foreach (var other in known) Assert.DoesNotContain(folder, s_mayKnow[other]);
    }

    [Fact]
    public void Folder_is_namespace()
    {
        var wrong = new List<string>();
        foreach (var (folder, root) in (ReadOnlySpan<(string, string)>)
            [("src/LeadPredict", "LeadPredict"), ("src/LeadPredict.Api", "LeadPredict.Api"), ("src/LeadPredict.MLNet", "LeadPredict.MLNet"), ("training", "LeadPredict.Training"), ("tests/LeadPredict.Tests", "LeadPredict.Tests")])
        {
            foreach (var path in Repository.SourceFiles(folder))
            {
                if (Declared().Match(Repository.ReadCode(path)) is not { Success: true } declared) continue;
                var expected = string.Join('.', [root, .. path[(folder.Length + 1)..].Split('/')[..^1]]);
                if (declared.Groups[1].Value != expected) wrong.Add($"{path} declares {declared.Groups[1].Value}");
            }
        }
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declared();
}
