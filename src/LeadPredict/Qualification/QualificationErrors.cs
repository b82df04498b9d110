using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>Wording of problems with a qualification file: LP0801 to LP0818. Each says file, line and character, and what to write instead.</summary>
static class QualificationErrors
{
    public static Diagnostic CannotRead(string path) => new(path, 0, 0, "LP0801", "the qualification file cannot be read. Check the path.");

    public static Diagnostic Broken(string source, long line, int position) =>
        new(source, line, position, "LP0802", "not well-formed JSON. Look for a missing comma, quote or bracket just before this place.");

    public static Diagnostic UnknownKey(string source, PlacedJson at, string key, string where, IEnumerable<string> known) =>
        At(source, at, "LP0803", $"{where} has no key '{key}'. Its keys are {string.Join(", ", known)}.");

    public static Diagnostic WrongKind(string source, PlacedJson at, string where, string expected) => At(source, at, "LP0804", $"{where} must be {expected}.");

    public static Diagnostic KeyTwice(string source, PlacedJson at, string key, string where) => At(source, at, "LP0805", $"{where} has the key '{key}' twice. Keep one.");

    public static Diagnostic KeyMissing(string source, PlacedJson at, string key, string where) => At(source, at, "LP0806", $"{where} lacks '{key}'. Add it.");

    public static Diagnostic UnknownWord(string source, PlacedJson at, string where, string word, IEnumerable<string> known) =>
        At(source, at, "LP0807", $"{where}: '{word}' is not known. Write one of {string.Join(", ", known)}.");

    public static Diagnostic NameTwice(string source, PlacedJson at, string what, string name) => At(source, at, "LP0808", $"two {what} are called '{name}'. Rename one or remove it.");

    public static Diagnostic TwoLabels(string source, PlacedJson at) =>
        At(source, at, "LP0809", "there is more than one label, but a model learns one event. Keep one object {\"stage\": \"sql\", \"within_days\": 90, \"from\": \"created_at\"}.");

    public static Diagnostic StageCycle(string source, PlacedJson at, IEnumerable<string> names) =>
        At(source, at, "LP0810", $"the stages {string.Join(" -> ", names)} come after each other in a circle. Remove one 'after'.");

    public static Diagnostic Overlap(string source, PlacedJson at, string where, string least, string most) =>
        At(source, at, "LP0811", string.Create(CultureInfo.InvariantCulture, $"{where} overlap. Write {most} >= A > B > C >= {least}."));

    public static Diagnostic OutOfRange(string source, PlacedJson at, string where, string range) => At(source, at, "LP0812", $"{where} must be {range}.");

    public static Diagnostic UnknownColumn(string source, long line, int position, string column, IEnumerable<string> near) =>
        new(source, line, position, "LP0813", $"the model's leads have no column '{column}'.{Near(near)} Correct the name, or train with a file that has the column.");

    public static Diagnostic DoesNotFit(string source, long line, int position, string column, string kind, string how) =>
        new(source, line, position, "LP0814", $"column '{column}' is of kind {kind}, which cannot be compared like this. {how}");

    public static Diagnostic SegmentTwice(string source, PlacedJson at, string value) => At(source, at, "LP0815", $"the segment '{value}' is in two overrides. Keep it in one.");

    public static Diagnostic NeverReached(string source, PlacedJson at, string route, string before) =>
        At(source, at, "LP0816", $"the route '{route}' is never taken: '{before}' before it takes every lead. Give that one a 'when', or move it to the end.");

    public static Diagnostic NoLastRoute(string source, PlacedJson at, string route) =>
        At(source, at, "LP0816", $"the last route '{route}' has a 'when', so that a lead may have no route. End with a route without one.");

    public static Diagnostic Version(string source, PlacedJson at, string found) => At(source, at, "LP0817", $"version {found} is not known. This program reads version 1.");

    public static Diagnostic NoRule(string source, PlacedJson at, string where) =>
        At(source, at, "LP0818", $"{where} must be {{\"column\", \"op\", \"value\"}}, {{\"all\": [rules]}} or {{\"any\": [rules]}}, and only one of them.");

    static Diagnostic At(string source, PlacedJson at, string code, string message) => new(source, at.Line, at.Position, code, message);

    static string Near(IEnumerable<string> near)
    {
        var names = string.Join(" or ", near.Select(n => $"'{n}'"));
        return names.Length == 0 ? "" : $" Do you mean {names}?";
    }

    /// <summary>A note: the rules can be used.</summary>
    public static Diagnostic UnseenValue(string source, long line, int position, string column, string value, string seen) =>
        new(source, line, position, "LP0821", $"no lead of the file has '{value}' in column '{column}'. Is it misspelt? The file has {seen}.");
}
