using LeadPredict.Data;
using LeadPredict.Modeling;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>
/// A LeadPredict model as a step of an ML.NET pipeline; there is nothing to train. It becomes a chain of ML.NET's own transforms around one mapping, since these are what
/// ML.NET lets others save: the zip holds the model's file, and whoever loads it needs this assembly only. The transform goes row by row, so it works in
/// prediction engines and is cursored by several threads. Immutable, thread safe.
/// </summary>
public sealed class LeadPredictEstimator : IEstimator<ITransformer>
{
    readonly TransformsCatalog _catalog;
    readonly LeadModel _model;
    readonly string _probability, _logOdds;
    readonly bool _asSingle;

    internal LeadPredictEstimator(TransformsCatalog catalog, LeadModel model, string probability, string logOdds, bool asSingle)
    {
        _catalog = catalog;
        _model = model;
        _probability = probability;
        _logOdds = logOdds;
        _asSingle = asSingle;
    }

    /// <summary>The transform for data of this schema.</summary>
    /// <exception cref="LeadPredictException">None of the model's columns is there (LP0175), or some are of a type that cannot be read (LP0950).</exception>
    public ITransformer Fit(IDataView input) => ChainFor(Shapes(input.Schema)).Fit(input);

    /// <summary>The schema with the two columns.</summary>
    /// <exception cref="LeadPredictException">As for <see cref="Fit"/>.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        ChainFor([.. inputSchema.Select(c => new Shape(c.Name, c.ItemType, c.Kind != SchemaShape.Column.VectorKind.Scalar, c.IsKey))]).GetOutputSchema(inputSchema);

    readonly record struct Shape(string Name, DataViewType ItemType, bool IsVector, bool IsKey);

    static List<Shape> Shapes(DataViewSchema schema) =>
        [.. schema.Where(c => !c.IsHidden).Select(c => new Shape(c.Name, c.Type is VectorDataViewType v ? v.ItemType : c.Type, c.Type is VectorDataViewType, c.Type is KeyDataViewType))];

    EstimatorChain<ITransformer> ChainFor(List<Shape> columns)
    {
        var chain = new EstimatorChain<ITransformer>();
        List<MappedColumn> numbers = [], texts = [];
        List<string> numberColumns = [LeadPredictConstants.NoNumber], textColumns = [LeadPredictConstants.NoText], added = [LeadPredictConstants.NoNumber, LeadPredictConstants.NoText, LeadPredictConstants.Key];
        foreach (var (needed, found) in Found(columns))
        {
            var isText = found.ItemType is TextDataViewType;
            (isText ? texts : numbers).Add(new MappedColumn(needed.Name, found.ItemType is BooleanDataViewType));
            var source = found.Name;
            if (!isText && found.ItemType != NumberDataViewType.Double)
            {
                source = $"{LeadPredictConstants.Prefix}{numbers.Count}";
                chain = chain.Append<ITransformer>(_catalog.Conversion.ConvertType(source, found.Name, DataKind.Double));
                added.Add(source);
            }
            (isText ? textColumns : numberColumns).Add(source);
        }
        var model = new MappedModel(numbers, texts, LeadModelFile.ToBytes(_model)).ToText();
        return Finish(chain
            .Append<ITransformer>(_catalog.CustomMapping(new LeadPredictConstants().GetMapping(), LeadPredictConstants.Contract))
            .Append<ITransformer>(_catalog.Conversion.MapValue(LeadPredictMapping.ModelColumn, [new KeyValuePair<bool, string>(true, model)], LeadPredictConstants.Key))
            .Append<ITransformer>(_catalog.Concatenate(LeadPredictMapping.NumbersColumn, [.. numberColumns]))
            .Append<ITransformer>(_catalog.Concatenate(LeadPredictMapping.TextsColumn, [.. textColumns]))
            .Append<ITransformer>(_catalog.CustomMapping(new LeadPredictMapping().GetMapping(), LeadPredictMapping.Contract)), added);
    }

    // What was only needed on the way is dropped, and the two columns get their names.
    EstimatorChain<ITransformer> Finish(EstimatorChain<ITransformer> chain, List<string> added)
    {
        foreach (var (name, made) in new[] { (_probability, LeadPredictMapping.ProbabilityColumn), (_logOdds, LeadPredictMapping.LogOddsColumn) })
            chain = _asSingle
                ? chain.Append<ITransformer>(_catalog.Conversion.ConvertType(name, made, DataKind.Single))
                : chain.Append<ITransformer>(_catalog.CopyColumns(name, made));
        return chain.Append<ITransformer>(_catalog.DropColumns(
            [.. added, LeadPredictMapping.ModelColumn, LeadPredictMapping.NumbersColumn, LeadPredictMapping.TextsColumn, LeadPredictMapping.ProbabilityColumn, LeadPredictMapping.LogOddsColumn]));
    }

    List<(LeadColumn Needed, Shape Found)> Found(List<Shape> columns)
    {
        var encoder = _model.Encoder;
        var needed = encoder.Features.Select(f => f.Column).Concat(encoder.NeedsTime ? [encoder.Time! with { Kind = ColumnKind.Date }] : []).ToList();
        var found = new List<(LeadColumn, Shape)>();
        var problems = new List<Diagnostic>();
        foreach (var column in needed)
        {
            // Exact, else without case, as in files. Of two columns of one name the last counts, as everywhere in ML.NET.
            var at = columns.FindLastIndex(c => c.Name == column.Name);
            if (at < 0) at = columns.FindLastIndex(c => c.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase));
            if (at < 0) continue;
            if (Fits(column, columns[at])) found.Add((column, columns[at]));
            else problems.Add(ZipErrors.WrongType(column, columns[at].IsVector ? $"a vector of {columns[at].ItemType}" : columns[at].IsKey ? "a key" : $"{columns[at].ItemType}"));
        }
        if (problems.Count > 0) throw new LeadPredictException(problems);
        return found.Count > 0 ? found : throw Serving.ServingErrors.NoColumnOfTheModel("the data view", [.. needed.Select(c => c.Name)]);
    }

    // Text is read as in a file, so it fits any kind.
    static bool Fits(LeadColumn column, Shape shape) => !shape.IsVector && !shape.IsKey && shape.ItemType switch
    {
        TextDataViewType => true,
        BooleanDataViewType => column.Kind is ColumnKind.Boolean or ColumnKind.Category,
        NumberDataViewType => column.Kind is ColumnKind.Number or ColumnKind.Category || (column is { Kind: ColumnKind.Boolean, TrueText: null }),
        _ => false,
    };
}
