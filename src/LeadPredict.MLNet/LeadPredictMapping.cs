using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace LeadPredict.MLNet;

/// <summary>What <see cref="LeadPredictMapping"/> reads of a row.</summary>
sealed class MappedRow
{
    [ColumnName(LeadPredictMapping.ModelColumn)] public ReadOnlyMemory<char> Model;
    [ColumnName(LeadPredictMapping.NumbersColumn), VectorType] public double[]? Numbers;
    [ColumnName(LeadPredictMapping.TextsColumn), VectorType] public ReadOnlyMemory<char>[]? Texts;
}

/// <summary>What <see cref="LeadPredictMapping"/> says of a row.</summary>
sealed class MappedPrediction
{
    [ColumnName(LeadPredictMapping.ProbabilityColumn)] public double Probability;
    [ColumnName(LeadPredictMapping.LogOddsColumn)] public double LogOdds;
}

/// <summary>
/// The mapping from a row's numbers and texts to a prediction. The model comes along as a column with the same text in every row, which costs nothing but lets ML.NET save it; it is read
/// once.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class LeadPredictMapping : CustomMappingFactory<MappedRow, MappedPrediction>
{
    public const string Contract = "LeadPredict.Predict.1";
    public const string ModelColumn = "LeadPredict.Model", NumbersColumn = "LeadPredict.Numbers", TextsColumn = "LeadPredict.Texts";
    public const string ProbabilityColumn = "LeadPredict.Probability", LogOddsColumn = "LeadPredict.LogOdds";

    // One of each transform; its cursors share it.
    readonly Lock _reading = new();
    Read? _read;

    sealed record Read(string Text, int Start, int Length, MappedColumns Columns);

    public override Action<MappedRow, MappedPrediction> GetMapping() => Map;

    void Map(MappedRow row, MappedPrediction prediction)
    {
        if (row.Model.IsEmpty)
        {
            // The row that ML.NET makes to look at the schema.
            (prediction.Probability, prediction.LogOdds) = (double.NaN, double.NaN);
            return;
        }
        ColumnsOf(row.Model).Predict(row, prediction);
    }

    MappedColumns ColumnsOf(ReadOnlyMemory<char> model)
    {
        if (!MemoryMarshal.TryGetString(model, out var text, out var start, out var length)) (text, start, length) = (model.ToString(), 0, model.Length);
        if (Is(Volatile.Read(ref _read))) return _read!.Columns;
        lock (_reading)
        {
            if (!Is(_read)) Volatile.Write(ref _read, new Read(text, start, length, new MappedColumns(MappedModel.Of(model.Span))));
            return _read!.Columns;
        }

        // The same string row after row; another one with the same text where rows were kept somewhere on their way.
        bool Is(Read? read) => read is not null && read.Start == start && read.Length == length && read.Text == text;
    }
}

/// <summary>A model and where its columns are in a row. Thread safe.</summary>
sealed class MappedColumns
{
    readonly PredictionEnginePool _pool;
    readonly (int Field, bool IsBoolean, byte[] True, byte[] False)[] _numbers;
    readonly int[] _texts;

    public MappedColumns(MappedModel mapped)
    {
        var model = LeadModelFile.Parse(mapped.Model, "the pipeline's model");
        _pool = new PredictionEnginePool(model);
        using var lease = _pool.Rent();
        var engine = lease.Engine;
        _numbers = [.. mapped.Numbers.Select(c => (FieldOf(c), c.IsBoolean, Spelling(model, c.Name, true), Spelling(model, c.Name, false)))];
        _texts = [.. mapped.Texts.Select(FieldOf)];

        int FieldOf(MappedColumn column) => engine.FindField(Encoding.UTF8.GetBytes(column.Name));
    }

    static byte[] Spelling(LeadModel model, string column, bool value) =>
        Encoding.UTF8.GetBytes(model.Schema.Columns.First(c => c.Name == column) is var c && (value ? c.TrueText : c.FalseText) is { } text ? text : value ? "true" : "false");

    public void Predict(MappedRow row, MappedPrediction prediction)
    {
        using var lease = _pool.Rent();
        var engine = lease.Engine;
        engine.Clear();
        // Both begin with a cell that is not the lead's.
        for (var i = 0; i < _numbers.Length; i++) SetNumber(engine, _numbers[i], row.Numbers![i + 1]);
        for (var i = 0; i < _texts.Length; i++) SetText(engine, _texts[i], row.Texts![i + 1].Span);
        var said = engine.IsAcceptable ? engine.Predict() : new LeadPrediction(double.NaN, double.NaN, default, double.NaN, double.NaN, double.NaN);
        prediction.Probability = said.Probability;
        prediction.LogOdds = said.LogOdds;
    }

    static void SetNumber(PredictionEngine engine, in (int Field, bool IsBoolean, byte[] True, byte[] False) column, double value)
    {
        if (double.IsNaN(value)) return;
        Span<byte> text = stackalloc byte[32];
        if (column.IsBoolean) engine.SetField(column.Field, value != 0 ? column.True : column.False);
        else if (value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture)) engine.SetField(column.Field, text[..length], pointDecimal: true);
    }

    static void SetText(PredictionEngine engine, int field, ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty) return;
        const int OnStack = 256;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        engine.SetField(field, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}

/// <summary>Columns that are the same in every row and that <see cref="LeadPredictEstimator"/> builds on: a key to look the model up by, and a cell that makes no vector empty.</summary>
[CustomMappingFactoryAttribute(Contract)]
sealed class LeadPredictConstants : CustomMappingFactory<LeadPredictConstants.Nothing, LeadPredictConstants.Cells>
{
    public const string Contract = "LeadPredict.Constants.1";
    public const string Prefix = "LeadPredict.";
    public const string Key = "LeadPredict.Key", NoNumber = "LeadPredict.NoNumber", NoText = "LeadPredict.NoText";

    internal sealed class Nothing;

    internal sealed class Cells
    {
        [ColumnName(LeadPredictConstants.Key)] public bool Key;
        [ColumnName(LeadPredictConstants.NoNumber)] public double NoNumber;
        [ColumnName(LeadPredictConstants.NoText)] public ReadOnlyMemory<char> NoText;
    }

    public override Action<Nothing, Cells> GetMapping() => Map;

    static void Map(Nothing row, Cells cells) => (cells.Key, cells.NoNumber) = (true, double.NaN);
}
