using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>Rows in memory as ML.NET reads them: in their order, by one cursor at a time. Immutable, thread safe; a cursor is not.</summary>
abstract class RowsView(DataViewSchema schema, int rowCount) : IDataView
{
    public bool CanShuffle => false;
    public DataViewSchema Schema => schema;
    public long? GetRowCount() => rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the column's type that gives the value where the cursor stands.</summary>
    protected abstract Delegate Getter(int column, Cursor cursor);

    /// <summary>One walk over the rows.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "only for the views themselves")]
    protected sealed class Cursor : DataViewRowCursor
    {
        readonly RowsView _view;
        readonly Delegate?[] _getters;
        long _position = -1;

        public Cursor(RowsView view, IEnumerable<DataViewSchema.Column> columnsNeeded)
        {
            _view = view;
            _getters = new Delegate?[view.Schema.Count];
            foreach (var column in columnsNeeded) _getters[column.Index] = view.Getter(column.Index, this);
        }

        /// <summary>Where it stands.</summary>
        public int Row => (int)_position;

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema => _view.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _getters[column.Index] as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"The column '{column.Name}' was not asked for, or is not of type {typeof(TValue).Name}.");

        public override bool MoveNext()
        {
            if (_position + 1 >= _view.GetRowCount()) return false;
            _position++;
            return true;
        }
    }
}
