using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// The fields that a model's leads may have as JSON: every column of its schema, features or not, and the usual names of a lead's id. Made once a model.
/// Immutable, thread safe.
/// </summary>
sealed class LeadJsonColumns
{
    const int LongestName = 256;
    static readonly string[] s_usualIds = ["lead_id", "id"];
    static readonly ConditionalWeakTable<LeadModel, LeadJsonColumns> s_ofModels = [];

    readonly LeadColumn[] _columns;
    readonly JsonEncodedText[] _names;
    readonly byte[][] _utf8Names;
    // Whole warnings, by column.
    readonly byte[][] _notSent, _unknownCategory, _sentTwice;
    readonly int[] _engineFields;
    readonly int[] _columnOfFeature;
    readonly (byte[] True, byte[] False)?[] _spellings;
    readonly LevelIndex _exact = new();
    readonly Dictionary<string, int> _withoutCase = new(StringComparer.OrdinalIgnoreCase);

    LeadJsonColumns(LeadModel model)
    {
        var encoder = model.Encoder;
        var idColumn = model.Schema.Single(ColumnRole.Id);
        var usual = s_usualIds
            .Where(n => !model.Schema.Columns.Any(c => c.Name.Equals(n, StringComparison.OrdinalIgnoreCase)))
            .Select(n => new LeadColumn { Name = n, Kind = ColumnKind.Id, Role = ColumnRole.Excluded });
        _columns = [.. model.Schema.Columns, .. usual];
        _names = [.. _columns.Select(c => JsonEncodedText.Encode(c.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
        _utf8Names = [.. _columns.Select(c => Encoding.UTF8.GetBytes(c.Name))];
        _notSent = Warnings("missing_field", "not sent; taken as missing");
        _unknownCategory = Warnings("unknown_category", "The model does not know this category; taken as 'other'.");
        _sentTwice = Warnings("duplicate_field", "The field was sent more than once; the last value counts.");
        _engineFields = new int[_columns.Length];
        _columnOfFeature = new int[encoder.FeatureCount];
        _spellings = new (byte[], byte[])?[_columns.Length];
        for (var c = 0; c < _columns.Length; c++)
        {
            var column = _columns[c];
            _exact.FindOrAdd(Encoding.UTF8.GetBytes(column.Name));
            _withoutCase.TryAdd(column.Name, c);
            _engineFields[c] = encoder.NeedsTime && column.Role == ColumnRole.Time ? PredictionEngine.TimeField : PredictionEngine.UnknownField;
            if (column is { Kind: ColumnKind.Boolean, TrueText: { } trueText, FalseText: { } falseText })
                _spellings[c] = (Encoding.UTF8.GetBytes(trueText), Encoding.UTF8.GetBytes(falseText));
        }
        for (var f = 0; f < encoder.FeatureCount; f++)
        {
            var c = Array.FindIndex(_columns, column => column.Name == encoder.Features[f].Column.Name);
            _columnOfFeature[f] = c;
            _engineFields[c] = f;
        }
        Ids = [.. new[] { idColumn?.Name }.Concat(s_usualIds).Where(n => n is not null && _withoutCase.ContainsKey(n)).Select(n => _withoutCase[n!]).Distinct()];
        AfterModelName = Encoding.UTF8.GetBytes($"\",\"id\":\"{JsonEncodedText.Encode(model.Id)}\"}}}}");

        byte[][] Warnings(string code, string message) =>
            [.. _names.Select(name => Encoding.UTF8.GetBytes($"{{\"column\":\"{name}\",\"code\":\"{code}\",\"message\":\"{message}\"}}"))];
    }

    public static LeadJsonColumns Of(LeadModel model) => s_ofModels.GetValue(model, m => new LeadJsonColumns(m));

    public int Count => _columns.Length;

    public LeadColumn this[int column] => _columns[column];

    /// <summary>The column's name, escaped for JSON.</summary>
    public JsonEncodedText NameOf(int column) => _names[column];

    /// <summary>The engine's number of the field, <see cref="PredictionEngine.UnknownField"/> for a column that is known but not used.</summary>
    public int EngineField(int column) => _engineFields[column];

    public int ColumnOfFeature(int feature) => _columnOfFeature[feature];

    /// <summary>Columns that name the lead, the first that was sent counts.</summary>
    public int[] Ids { get; }

    /// <summary>What ends an answer after the name that the model is served under: its id, and the closing of all.</summary>
    public byte[] AfterModelName { get; }

    /// <summary>The warning that a column was not sent, as JSON.</summary>
    public ReadOnlySpan<byte> NotSent(int column) => _notSent[column];

    /// <summary>The warning that a column's category is unknown, as JSON.</summary>
    public ReadOnlySpan<byte> UnknownCategory(int column) => _unknownCategory[column];

    /// <summary>The warning that a column was sent more than once, as JSON.</summary>
    public ReadOnlySpan<byte> SentTwice(int column) => _sentTwice[column];

    /// <summary>The column's name as it is.</summary>
    public ReadOnlySpan<byte> Utf8NameOf(int column) => _utf8Names[column];

    /// <summary>How the column's files write a truth value; null when any known spelling will do.</summary>
    public byte[]? Spelling(int column, bool value) => _spellings[column] is { } spelling ? value ? spelling.True : spelling.False : null;

    /// <summary>The column of a name (UTF-8): exact, else without case and the spaces around it; -1 for none. Allocates nothing.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var column = _exact.Find(name);
        if (column >= 0 || name.Length > LongestName) return column;
        Span<char> chars = stackalloc char[LongestName];
        var text = chars[..Encoding.UTF8.GetChars(name, chars)].Trim();
        return _withoutCase.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out column) ? column : -1;
    }
}
