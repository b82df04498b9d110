using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Qualification;
using LeadPredict.Qualification.Stages;

namespace LeadPredict.Training.Planning;

/// <summary>What leads are parted by: columns by their names or by what people call them, and the month of their first day.</summary>
/// <param name="Names">As asked.</param>
/// <param name="Columns">Their positions in the file; -1 for the month.</param>
sealed record LeadGroups(IReadOnlyList<string> Names, int[] Columns)
{
    const string Month = "month";

    public static LeadGroups Of(LeadFile file, IReadOnlyList<string> asked) => new(asked, [.. asked.Select(a => a switch
    {
        Month => -1,
        "source" => FileColumns.Require(file, "the source", "lead_source", "source"),
        "campaign" => FileColumns.Require(file, "the campaign", "campaign", "source_detail", "utm_campaign"),
        _ => FileColumns.Require(file, $"--by {a}", a),
    })]);

    /// <summary>The rules of a file, else the usual ones.</summary>
    public static QualificationRules Rules(string? path) => path is null ? DefaultQualification.Rules : QualificationFile.Read(path);

    /// <summary>The histories with each lead's month filled in where it is asked for.</summary>
    public LeadHistories ByMonth(LeadHistories histories)
    {
        var at = Names.ToList().IndexOf(Month);
        if (at < 0) return histories;
        foreach (var lead in histories.Leads) lead.Groups[at] = MonthOf(lead.Start);
        return histories;
    }

    public static string Day(double days) => Date(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string MonthOf(double days) => Date(days).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    static DateOnly Date(double days) => new DateOnly(2000, 1, 1).AddDays((int)days);
}
