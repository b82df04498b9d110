using LeadPredict.Boosting;
using LeadPredict.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>A column that the trees of an imported model depend on.</summary>
/// <param name="Name">Its name in ML.NET's schema.</param>
/// <param name="Type">Its type there.</param>
/// <param name="Levels">Of a text the levels that have a slot, in ordinal order; empty for a number.</param>
sealed record ImportedColumn(string Name, DataViewType Type, IReadOnlyList<string> Levels)
{
    public bool IsText => Type is TextDataViewType;
}

/// <summary>
/// Finds what each slot of an imported model's feature vector says, by asking the steps that make it: rows that differ in one column show which slots
/// it fills and how. A slot that is none of <see cref="SlotMeaning"/> is an error that names its column.
/// </summary>
/// <param name="missingAsZero">Whether a missing number is shown to the steps as 0, and not as NaN.</param>
sealed class PipelineProbe(ImportedPipeline pipeline, string path, bool missingAsZero)
{
    const int MostLevels = 253;
    const int MostCandidates = 20_000;
    // Not a level of anybody's.
    const string Unknown = "\u2400 no level \u2400";
    // A text that is read as a number shows itself by these.
    const string Digits = "2.5";
    static readonly float[] s_numbers = [float.NaN, 0, 1, 2, 7, 100, -3, 0.1f, -7.25f, 12345.678f, 3e10f];
    // Types without fractions, and true or false.
    static readonly float[] s_whole = [float.NaN, 0, 1, 2, 7, 100], s_truths = [float.NaN, 0, 1];

    readonly List<string> _candidates = Candidates(pipeline);

    /// <summary>The columns in ordinal order of their names, which is the order of LeadPredict's features, and the slots.</summary>
    public (IReadOnlyList<ImportedColumn> Columns, FeatureSlot[] Slots) Ask()
    {
        var found = new List<(ImportedColumn Column, Dictionary<int, FeatureSlot> Slots)>();
        var size = 0;
        foreach (var column in pipeline.Schema.Where(c => !c.IsHidden).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            var (own, slots, count) = column.Type is TextDataViewType ? AskText(column, found.Count) : AskNumber(column, found.Count);
            size = count;
            if (slots.Count == 0) continue;
            if (found.Find(f => f.Slots.Keys.Any(slots.ContainsKey)) is { Column: not null } other) throw MLNetErrors.ColumnNotHeld(path, column.Name, $"fills a slot together with '{other.Column.Name}'");
            found.Add((own, slots));
        }
        // A slot that no column fills is constant, and no tree asks it; one that does is refused by the conversion.
        var all = Enumerable.Repeat(new FeatureSlot(-1, SlotMeaning.Number, -1, float.NaN), size).ToArray();
        foreach (var (_, slots) in found)
            foreach (var (slot, meaning) in slots) all[slot] = meaning;
        return ([.. found.Select(f => f.Column)], all);
    }

    (ImportedColumn, Dictionary<int, FeatureSlot>, int) AskNumber(DataViewSchema.Column column, int feature)
    {
        var asked = column.Type is BooleanDataViewType ? s_truths : column.Type.RawType == typeof(float) || column.Type.RawType == typeof(double) ? s_numbers : s_whole;
        var answers = Answers(column.Name, new RawColumn(i => Shown(asked[i], missingAsZero), null), asked.Length);
        var slots = new Dictionary<int, FeatureSlot>();
        for (var slot = 0; slot < answers[0].Length; slot++)
        {
            var shown = answers.Select(a => a[slot]).ToArray();
            if (shown.All(v => v.Equals(shown[0]))) continue;
            if (column.Type is not (NumberDataViewType or BooleanDataViewType)) throw MLNetErrors.ColumnNotHeld(path, column.Name, $"is of type {column.Type}");
            if (Enumerable.Range(1, asked.Length - 1).All(i => shown[i] == asked[i])) slots[slot] = FeatureSlot.Number(feature, shown[0]);
            else if (shown[0] == 1 && shown.Skip(1).All(v => v == 0)) slots[slot] = FeatureSlot.MissingFlag(feature);
            else throw MLNetErrors.ColumnNotHeld(path, column.Name, "is a number that is neither passed on as it is nor flagged where missing");
        }
        return (new ImportedColumn(column.Name, column.Type, []), slots, answers[0].Length);
    }

    (ImportedColumn, Dictionary<int, FeatureSlot>, int) AskText(DataViewSchema.Column column, int feature)
    {
        string[] asked = ["", Unknown, .. _candidates];
        var answers = Answers(column.Name, new RawColumn(null, i => asked[i]), asked.Length);
        var lit = new Dictionary<int, string>();
        for (var slot = 0; slot < answers[0].Length; slot++)
        {
            var shown = answers.Select(a => a[slot]).ToArray();
            if (shown.All(v => v.Equals(shown[0]))) continue;
            var on = Enumerable.Range(0, asked.Length).Where(i => shown[i] == 1).ToList();
            if (on.Count != 1 || on[0] == 1 || shown.Count(v => v == 0) != asked.Length - 1)
                throw MLNetErrors.ColumnNotHeld(path, column.Name, "is a text that is not given one slot a level");
            lit[slot] = asked[on[0]];
        }
        var levels = lit.Values.Where(l => l.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        if (levels.Count > MostLevels) throw MLNetErrors.ColumnNotHeld(path, column.Name, $"has {levels.Count} levels, and LeadPredict's columns have {MostLevels} at most");
        if (levels.Find(l => l != l.Trim()) is not null) throw MLNetErrors.ColumnNotHeld(path, column.Name, "has a level with spaces around it, which LeadPredict drops from every field");
        // Bins: the levels, "other", and missing.
        var slots = lit.ToDictionary(s => s.Key, s => FeatureSlot.Level(feature, s.Value.Length == 0 ? levels.Count + 1 : levels.BinarySearch(s.Value, StringComparer.Ordinal)));
        return (new ImportedColumn(column.Name, column.Type, levels), slots, answers[0].Length);
    }

    /// <summary>A number as the steps are shown it.</summary>
    public static float Shown(float value, bool missingAsZero) => missingAsZero && float.IsNaN(value) ? 0 : value;

    float[][] Answers(string column, RawColumn values, int rows)
    {
        var view = pipeline.Prepare(new RawRowsView(pipeline.Schema, new Dictionary<string, RawColumn> { [column] = values }, rows));
        return [.. view.GetColumn<float[]>(pipeline.FeatureColumn)];
    }

    // Every text that names a slot or a key on the way to the features might be a level.
    static List<string> Candidates(ImportedPipeline pipeline)
    {
        var candidates = new SortedSet<string>(StringComparer.Ordinal);
        var view = pipeline.Prepare(new RawRowsView(pipeline.Schema, new Dictionary<string, RawColumn>(), 1));
        foreach (var column in view.Schema)
        {
            foreach (var kind in (string[])["SlotNames", "KeyValues"])
            {
                if (column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not VectorDataViewType { ItemType: TextDataViewType }) continue;
                VBuffer<ReadOnlyMemory<char>> names = default;
                column.Annotations.GetValue(kind, ref names);
                foreach (var name in names.DenseValues())
                {
                    var text = name.ToString();
                    if (text.Length > 0) candidates.Add(text);
                    // A joined vector names its slots column.level.
                    for (var dot = text.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = text.IndexOf('.', dot + 1))
                        if (dot + 1 < text.Length) candidates.Add(text[(dot + 1)..]);
                }
            }
        }
        candidates.Remove(Unknown);
        return [Digits, .. candidates.Where(c => c != Digits).Take(MostCandidates)];
    }

    /// <summary>Kinds of the features that the columns become.</summary>
    public static FeatureKind[] Kinds(IReadOnlyList<ImportedColumn> columns) => [.. columns.Select(c => c.IsText ? new FeatureKind(true, c.Levels.Count + 1) : new FeatureKind(false, 0))];
}
