using LeadPredict.Boosting;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>
/// Encoded rows as ML.NET reads them, without a copy: Label (bool), Features (one sparse vector: every number, and of each category the one slot that
/// is 1) and, where rows are weighted, Weight. The ranges of the categories' slots are said in the column's annotations.
/// </summary>
sealed class EncodedRowsView : RowsView
{
    public const string Label = "Label", Features = "Features", Weight = "Weight";

    readonly FeatureSlots _slots;
    readonly TrainingSet _set;
    readonly int[] _rows;
    readonly Func<int, float>? _weight;

    /// <param name="rows">Rows of the set, in the order in which they are shown.</param>
    /// <param name="weight">Weight of a row of the set; null leaves the column out.</param>
    public EncodedRowsView(FeatureSlots slots, TrainingSet set, int[] rows, Func<int, float>? weight) : base(MakeSchema(slots, weight is not null), rows.Length)
    {
        _slots = slots;
        _set = set;
        _rows = rows;
        _weight = weight;
    }

    static DataViewSchema MakeSchema(FeatureSlots slots, bool weighted)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(Label, BooleanDataViewType.Instance);
        var annotations = new DataViewSchema.Annotations.Builder();
        var ranges = slots.CategoryRanges;
        if (ranges.Length > 0)
            annotations.Add("CategoricalSlotRanges", new VectorDataViewType(NumberDataViewType.Int32, ranges.Length), (ref VBuffer<int> value) => value = new VBuffer<int>(ranges.Length, ranges));
        builder.AddColumn(Features, new VectorDataViewType(NumberDataViewType.Single, slots.Slots.Length), annotations.ToAnnotations());
        if (weighted) builder.AddColumn(Weight, NumberDataViewType.Single);
        return builder.ToSchema();
    }

    protected override Delegate Getter(int column, Cursor cursor) => Schema[column].Name switch
    {
        Label => (ValueGetter<bool>)((ref bool value) => value = _set.Labels[_rows[cursor.Row]] > 0.5f),
        Weight => (ValueGetter<float>)((ref float value) => value = _weight!(_rows[cursor.Row])),
        _ => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Fill(_rows[cursor.Row], ref value)),
    };

    void Fill(int row, ref VBuffer<float> value)
    {
        // As many as there are features: one slot of each category is 1, and the others are not written.
        var count = _set.Kinds.Length;
        var editor = VBufferEditor.Create(ref value, _slots.Slots.Length, count);
        var sparse = count < _slots.Slots.Length;
        for (var f = 0; f < count; f++)
        {
            var encoded = _set.Columns[f][row];
            var slot = _slots.First(f);
            if (_set.Kinds[f].IsCategory)
            {
                slot += float.IsNaN(encoded) ? _set.Kinds[f].Levels : (int)encoded;
                editor.Values[f] = 1;
            }
            else editor.Values[f] = _slots.Shown(slot, encoded);
            if (sparse) editor.Indices[f] = slot;
        }
        value = editor.Commit();
    }
}
