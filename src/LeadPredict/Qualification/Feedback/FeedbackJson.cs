using System.Globalization;
using System.Text.Json;
using LeadPredict.Data;

namespace LeadPredict.Qualification.Feedback;

/// <summary>One feedback as a JSON object: <c>lead_id</c>, <c>outcome</c> (true, false or null), <c>reason</c>, <c>objection</c>, <c>by</c>, <c>at</c>. Thread safe.</summary>
public static class FeedbackJson
{
    /// <summary>Most characters of a text.</summary>
    public const int LongestText = 200;

    static readonly string[] s_keys = ["lead_id", "outcome", "reason", "objection", "by", "at"];

    /// <summary>Reads an object. A key that is not known is a problem: a misspelt outcome would be lost in silence.</summary>
    /// <param name="element">Any JSON value.</param>
    /// <param name="now">What <c>at</c> is where it is not said; nothing is said later than a day after it.</param>
    /// <param name="problems">For each key what is wrong with it (LP0831 to LP0833); none of a person's data is in them.</param>
    /// <returns>Null where there are problems.</returns>
    public static LeadFeedback? Read(JsonElement element, DateTimeOffset now, out IReadOnlyList<(string Key, Diagnostic Problem)> problems)
    {
        var found = new List<(string, Diagnostic)>();
        problems = found;
        if (element.ValueKind != JsonValueKind.Object)
        {
            found.Add(("", FeedbackErrors.NoObject()));
            return null;
        }
        foreach (var member in element.EnumerateObject())
            if (!s_keys.Contains(member.Name)) found.Add((member.Name.Length <= LongestText ? member.Name : "", FeedbackErrors.UnknownKey(s_keys)));

        var id = Text("lead_id") ?? "";
        if (id.Length == 0 && found.Count == 0) found.Add(("lead_id", FeedbackErrors.Wrong("the lead's id must be stated, as text or a whole number")));
        bool? succeeded = Member("outcome") switch
        {
            null => null,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => Fail<bool?>("outcome", "true where the lead became an SQL, false where it did not, null while that is open"),
        };
        var at = now;
        if (Text("at") is { } when && (!DateTimeOffset.TryParse(when, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at) || at > now.AddDays(1)))
            Fail<string>("at", "a day or a moment that has been, such as 2026-03-31 or 2026-03-31T10:00:00Z");
        var feedback = new LeadFeedback(id, at.ToUniversalTime()) { Succeeded = succeeded, Reason = Text("reason"), Objection = Text("objection"), By = Text("by") };
        if (found.Count == 0 && feedback is { Succeeded: null, Reason: null, Objection: null }) found.Add(("outcome", FeedbackErrors.Nothing()));
        return found.Count == 0 ? feedback : null;

        JsonElement? Member(string key) => element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

        string? Text(string key)
        {
            var text = Member(key) switch
            {
                null => "",
                { ValueKind: JsonValueKind.String } value => value.GetString()!.Trim(),
                { ValueKind: JsonValueKind.Number } value when key == "lead_id" => value.GetRawText(),
                _ => Fail<string>(key, "text") ?? "",
            };
            if (text.Length > LongestText) Fail<string>(key, $"of at most {LongestText} characters");
            return text.Length == 0 ? null : text;
        }

        T? Fail<T>(string key, string expected)
        {
            found.Add((key, FeedbackErrors.Wrong($"it must be {expected}")));
            return default;
        }
    }

    /// <summary>Writes what <see cref="Read"/> reads back.</summary>
    public static void Write(Utf8JsonWriter json, LeadFeedback feedback)
    {
        json.WriteStartObject();
        json.WriteString("lead_id", feedback.LeadId);
        if (feedback.Succeeded is { } succeeded) json.WriteBoolean("outcome", succeeded);
        if (feedback.Reason is { } reason) json.WriteString("reason", reason);
        if (feedback.Objection is { } objection) json.WriteString("objection", objection);
        if (feedback.By is { } by) json.WriteString("by", by);
        json.WriteString("at", feedback.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}

/// <summary>Wording of problems with feedback: LP0830 to LP0834.</summary>
static class FeedbackErrors
{
    public static Diagnostic CannotUse(string path) => new(path, 0, 0, "LP0830", "the file of feedback cannot be read or written. Check the path and its rights.");

    public static Diagnostic NoObject() => new("", 0, 0, "LP0831", "feedback is a JSON object such as {\"lead_id\": \"L-77\", \"outcome\": false, \"reason\": \"no_budget\"}.");

    public static Diagnostic UnknownKey(IEnumerable<string> known) => new("", 0, 0, "LP0832", $"the key is not known. Known are {string.Join(", ", known)}.");

    public static Diagnostic Wrong(string what) => new("", 0, 0, "LP0833", what + ".");

    public static Diagnostic Nothing() => new("", 0, 0, "LP0834", "it says nothing: state an outcome, a reason or an objection.");
}
