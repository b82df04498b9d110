using System.Text;
using LeadPredict.Data;
using LeadPredict.Serving;
using LeadPredict.Wording;

namespace LeadPredict.Reports;

/// <summary>What the page on one lead is made of.</summary>
/// <param name="Lead">The lead as its model sees it.</param>
/// <param name="Language">What the page is written in.</param>
public sealed record LeadReportContent(EncodedLead Lead, Language Language)
{
    /// <summary>The lead's id; null where there is none, or where it names a person.</summary>
    public string? LeadId { get; private init; }
    /// <summary>When the lead was created, in days since 2000-01-01; null where that is not said.</summary>
    public double? Created { get; private init; }
    /// <summary>The day as of which the data is true (<c>snapshot_at</c>), in days since 2000-01-01; null where that is not said.</summary>
    public double? SeenAt { get; private init; }
    /// <summary>When the page is made.</summary>
    public required DateTimeOffset MadeAt { get; init; }
    /// <summary>The name that the model answers to, such as <c>leads/VERSION</c>.</summary>
    public required string ModelName { get; init; }
    /// <summary>The file that the lead is from; null for a request to the service.</summary>
    public string? Source { get; init; }
    /// <summary>Where the model's card is: a path to read; null where nobody knows.</summary>
    public string? Card { get; init; }
    /// <summary>The card's address, for a link; null for a path alone.</summary>
    public string? CardAddress { get; init; }
    /// <summary>What makes the page again, given the lead's id as a shell takes it.</summary>
    public required Func<string, string> Command { get; init; }
    /// <summary>Encoded rows that the reasons compare with; null for the training leads.</summary>
    public IReadOnlyList<float[]>? Background { get; init; }

    /// <summary>What the agreed rules say of the lead; null for a page without it.</summary>
    public DecidedLead? Decided { get; init; }

    /// <summary>With the id and the dates that the lead's fields hold, by column and without regard to case.</summary>
    public LeadReportContent WithFields(IReadOnlyDictionary<string, string> fields)
    {
        var schema = Lead.Model.Schema;
        var id = ((string?[])[schema.Single(ColumnRole.Id)?.Name, "lead_id", "id"]).OfType<string>().Where(fields.ContainsKey).FirstOrDefault();
        return this with
        {
            LeadId = id is not null && Of(id) is { } text && !NamesAPerson(id, text) ? text : null,
            Created = schema.Single(ColumnRole.Time) is { Personal: false } time ? Day(time.Name) : null,
            SeenAt = Day("snapshot_at"),
        };

        string? Of(string column) => fields.TryGetValue(column, out var value) && value.Trim() is { Length: > 0 } given ? given : null;
        double? Day(string column) => Of(column) is { } text && FieldParser.TryParseDate(Encoding.UTF8.GetBytes(text), Column(column)?.DateFormat, out var days) ? days : null;
    }

    LeadColumn? Column(string name) => Lead.Model.Schema.Columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // An address may serve as an id.
    bool NamesAPerson(string column, string value) => value.Contains('@', StringComparison.Ordinal) || Column(column) is { Personal: true };
}
