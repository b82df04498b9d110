using System.Collections.Frozen;
using LeadPredict.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>
/// What an ML.NET model reads and says, by the schema in its zip: the columns to feed, the fields that leads bring, and whether there is a probability. A column that the prediction
/// does not depend on, such as the label, is fed with nothing and never asked for. Immutable.
/// </summary>
sealed class ZipColumns
{
    const string ProbabilityName = "Probability", ScoreName = "Score", LabelName = "PredictedLabel";

    ZipColumns(List<ZipColumn> columns, List<ZipField> fields, bool hasProbability, bool hasScore)
    {
        Columns = columns;
        Fields = fields;
        HasProbability = hasProbability;
        HasScore = hasScore;
        for (var f = 0; f < fields.Count; f++) _byName.TryAdd(fields[f].Name, f);
        Names = _byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    readonly Dictionary<string, int> _byName = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<ZipColumn> Columns { get; }

    public IReadOnlyList<ZipField> Fields { get; }

    /// <summary>Fields by name, without case.</summary>
    public FrozenDictionary<string, int> Names { get; }

    public bool HasProbability { get; }

    public bool HasScore { get; }

    /// <exception cref="LeadPredictException">It is no binary classifier (LP0953), or needs what cannot be fed (LP0954).</exception>
    public static ZipColumns Of(DataViewSchema schema, ITransformer model, string path)
    {
        var output = model.GetOutputSchema(schema);
        var probability = Scalar(output, ProbabilityName, NumberDataViewType.Single);
        var score = Scalar(output, ScoreName, NumberDataViewType.Single);
        if (!model.IsRowToRowMapper || (probability is null && (score is null || Scalar(output, LabelName, BooleanDataViewType.Instance) is null))) throw ZipErrors.NotBinary(path);
        var mapper = model.GetRowToRowMapper(schema);
        var needed = mapper.GetDependencies(mapper.OutputSchema.Where(c => c.Index == (probability ?? score)!.Value.Index || c.Index == score?.Index)).Select(c => c.Index).ToHashSet();

        List<ZipColumn> columns = [];
        List<ZipField> fields = [];
        List<string> refused = [];
        foreach (var column in schema.Where(c => !c.IsHidden))
        {
            var isNeeded = needed.Contains(column.Index);
            var why = Add(column, isNeeded, columns, fields);
            if (why is not null && isNeeded) refused.Add($"column '{column.Name}' ({why})");
        }
        foreach (var twice in fields.Where(f => f.IsNeeded).GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)) refused.Add($"'{twice.Key}' names {twice.Count()} values");
        return refused.Count == 0 ? new ZipColumns(columns, fields, probability is not null, score is not null) : throw ZipErrors.CannotBeFed(path, refused);
    }

    static DataViewSchema.Column? Scalar(DataViewSchema schema, string name, DataViewType type) => schema.GetColumnOrNull(name) is { } column && column.Type == type ? column : null;

    // Null, or why a lead cannot bring the column. What is not needed is fed all the same where it can be: a pipeline may look for it.
    static string? Add(DataViewSchema.Column column, bool isNeeded, List<ZipColumn> columns, List<ZipField> fields)
    {
        var vector = column.Type as VectorDataViewType;
        var item = vector?.ItemType ?? column.Type;
        var key = item as KeyDataViewType;
        if (!CanBeFed(item) && key is null) return $"type {column.Type}";
        if (vector is { Size: 0 }) return "a vector without a fixed size";
        columns.Add(new ZipColumn(column.Name, item is TextDataViewType ? typeof(string) : item.RawType, vector?.Size ?? 0, key?.Count ?? 0));
        if (key is not null) return "a key: its values are numbers of this data alone";
        if (vector is null)
        {
            fields.Add(new ZipField(column.Name, columns.Count - 1, -1, item, isNeeded));
            return null;
        }
        var names = SlotNames(column, vector.Size);
        if (names.Any(n => n.Length == 0)) return string.Create(null, $"a vector of {vector.Size} whose slots have no names");
        for (var slot = 0; slot < names.Length; slot++) fields.Add(new ZipField(names[slot], columns.Count - 1, slot, item, isNeeded));
        return null;
    }

    static bool CanBeFed(DataViewType type) => type is TextDataViewType or BooleanDataViewType or DateTimeDataViewType || (type is NumberDataViewType && type.RawType.IsPrimitive);

    static string[] SlotNames(DataViewSchema.Column column, int size)
    {
        if (!column.HasSlotNames()) return [.. Enumerable.Repeat("", size)];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }
}
