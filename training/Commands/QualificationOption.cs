using System.CommandLine;
using System.Globalization;
using LeadPredict.Qualification;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary>The flags that say by which rules, and for which day, leads are decided.</summary>
static class QualificationOption
{
    public static Option<string?> Create(string description) => new("--qualification") { Description = description, HelpName = "FILE" };

    public static Option<string?> CreateAsOf() => new("--as-of") { Description = "The day that decisions are for (default: today, UTC).", HelpName = "YYYY-MM-DD" };

    /// <summary>The rules of a file; <c>default</c> for the built-in ones.</summary>
    public static QualificationRules Read(string file) => file == "default" && !File.Exists(file) ? DefaultQualification.Rules : QualificationFile.Read(file);

    public static DateOnly Day(string? text) =>
        text is null ? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new UsageException($"--as-of wants a day such as 2026-03-31, not '{text}'.");
}
