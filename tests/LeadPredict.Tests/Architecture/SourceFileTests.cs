using System.Text.RegularExpressions;

namespace LeadPredict.Tests.Architecture;

public partial class SourceFileTests
{
    [Fact]
    public void No_file_of_the_product_is_longer_than_400_lines()
    {
        var longer = Repository.SourceFiles("src", "training").Where(p => Repository.Read(p).Count(c => c == '\n') > 400);

        Assert.Empty(longer);
    }

    [Fact]
    public void Nothing_is_named_utils_helper_or_manager()
    {
        var paths = Repository.SourceFiles("src", "training").Where(p => p.Split('/').Any(part => Vague().IsMatch(part.Replace(".cs", ""))));
        var types = Repository.SourceFiles("src", "training").SelectMany(p => TypeNames().Matches(Repository.ReadCode(p)).Select(m => m.Groups[1].Value)).Where(t => Vague().IsMatch(t));

        Assert.Empty(paths);
        Assert.Empty(types);
    }

    [GeneratedRegex("(Utils?|Utility|Utilities|Helpers?|Managers?|Common|Misc)$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?:struct\s+|class\s+)?(\w+)")]
    private static partial Regex TypeNames();

    /// <summary>Files outside Boosting that may use vectors, each for one measured reason.</summary>
    static readonly string[] s_vectorFiles =
    [
        "src/LeadPredict/Data/RowSplitter.cs",
        "src/LeadPredict/Explanation/ContributionExplainer.cs",
        "src/LeadPredict/Inference/MaskKernel.cs",
        "src/LeadPredict/Inference/RowBinner.cs",
    ];

    /// <summary>Files outside Boosting with unsafe code: the kernel asks for an address, to keep its scratch on one cache line (a seventh faster).</summary>
    static readonly string[] s_unsafeFiles = ["src/LeadPredict/Inference/MaskKernel.cs"];

    [Fact]
    public void Unsafe_code_stays_in_boosting_and_one_listed_file()
    {
        var wrong = Repository.SourceFiles("src", "training").Where(p => !p.StartsWith("src/LeadPredict/Boosting/") && !s_unsafeFiles.Contains(p) && Regex.IsMatch(Repository.ReadCode(p), @"\bunsafe\b"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Vectors_stay_in_boosting_and_a_few_listed_files()
    {
        var wrong = Repository.SourceFiles("src", "training")
            .Where(p => !p.StartsWith("src/LeadPredict/Boosting/") && !s_vectorFiles.Contains(p) && Regex.IsMatch(Repository.ReadCode(p), @"\bIntrinsics\b|\bVector(128|256|512)?<|\bVector(128|256|512)\."));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_training_writes_to_the_console()
    {
        Assert.DoesNotContain(Repository.SourceFiles("src/LeadPredict"), p => Regex.IsMatch(Repository.ReadCode(p), @"\bConsole\."));
    }

    [Fact]
    public void No_file_of_the_repository_names_a_folder_of_one_machine()
    {
        var wrong = Repository.SourceFiles("src", "training", "tests").Where(p => Regex.IsMatch(Repository.Read(p), "\"/(home|Users|root|work)/"));

        Assert.Empty(wrong);
    }
}
