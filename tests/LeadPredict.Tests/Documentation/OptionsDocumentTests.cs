using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LeadPredict.Boosting;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Documentation;

/// <summary>docs/OPTIONS.md is made from the options record; set UPDATE_APPROVED=1 to write it anew.</summary>
public sealed partial class OptionsDocumentTests
{
    [Fact]
    public void OPTIONS_md_says_what_the_options_record_says()
    {
        var path = Path.Combine(Repository.Root, "docs", "OPTIONS.md");
        var made = Make(File.ReadAllText(Path.Combine(Repository.Root, "src", "LeadPredict", "Boosting", "BoostingOptions.cs")));

        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1") File.WriteAllText(path, made);

        Assert.Equal(made, File.ReadAllText(path));
    }

    [Fact]
    public void Every_option_but_threads_is_kept_with_the_model()
    {
        var kept = OptionNames.ToText(new BoostingOptions()).Keys;

        var all = typeof(BoostingOptions).GetProperties().Where(p => p.CanWrite).Select(p => OptionNames.Key(p.Name)).Where(k => k != "threads");
        Assert.Equal(all.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
    }

    static string Make(string source)
    {
        var text = new StringBuilder("""
            # Training options

            Each is a flag of `leadpredict train`, a key under `options` in the model card, and a property of `BoostingOptions`: the same words in three
            casings. The defaults are meant to be good without tuning. Made from `BoostingOptions.cs`; a test compares.

            | flag | default | meaning |
            |--|--|--|

            """);
        var defaults = new BoostingOptions();
        foreach (Match match in Option().Matches(source))
        {
            var summary = Tag().Replace(match.Groups["doc"].Value.Replace("///", "", StringComparison.Ordinal), "`$1`");
            summary = Space().Replace(summary.Replace("<summary>", "", StringComparison.Ordinal).Replace("</summary>", "", StringComparison.Ordinal), " ").Trim();
            var name = match.Groups["name"].Value;
            var value = Convert.ToString(typeof(BoostingOptions).GetProperty(name)!.GetValue(defaults), CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"| `{OptionNames.Flag(name)}` | {value} | {summary} |\n");
        }
        return text.Append(OfColumns).ToString();
    }

    const string OfColumns = """

        ## What is asked of columns

        These name columns, so they are no numbers of `BoostingOptions`. They are kept under `options` in the model too.

        | flag | in the schema file | meaning |
        |--|--|--|
        | `--monotone "a:+,b:-"` | `"monotone": "increasing"` or `"decreasing"` on a column | A higher value of `a` never lowers the probability, one of `b` never raises it, all else equal: in every tree, in the linear part and after calibration. Numbers and booleans only. A missing value is on neither side: it may stand anywhere. |
        | `--interactions "a,b;c,d,e"` | `"interactions": [["a", "b"], ["c", "d", "e"]]` | Groups of columns that may meet on a path of a tree, as in XGBoost: a path goes on with the columns of every group that holds all it has asked. Groups may overlap. A column in no group meets none but itself. |
        | `--weight COL` | `"role": "weight"` on a column | How much each row counts while the trees and the regression are fitted, 0 to 1e15; only the ratios count (their mean is made 1). A row of 0 does not teach. Calibration, grades, intervals and metrics count every row they judge once: probabilities are of the leads as they are in the file. |

        """;

    [GeneratedRegex(@"(?<doc>(?:^\s*///[^\n]*\n)+)\s*public \w+ (?<name>\w+) \{ get; init; \}", RegexOptions.Multiline)]
    private static partial Regex Option();

    [GeneratedRegex("""<see cref="(\w+)"/>""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
