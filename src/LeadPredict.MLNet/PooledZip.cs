using Microsoft.ML;
using Microsoft.ML.Calibrators;

namespace LeadPredict.MLNet;

/// <summary>What is read of an ML.NET prediction; a member that a model does not give stays as it is.</summary>
sealed class ZipOutput
{
    public float Probability = float.NaN;
    public float Score = float.NaN;
}

/// <summary>An ML.NET model behind engines of its own.</summary>
sealed class ZipModel<TData>(ZipColumns columns, string sha256, MLContext context, ITransformer transformer) : ZipModel(columns, sha256) where TData : class, new()
{
    readonly ZipEngines<TData> _engines = new(context, transformer);
    readonly ZipSetters<TData> _setters = new(columns.Columns, columns.Fields);
    readonly PlattCalibrator? _platt = columns.HasScore ? CalibratorOf(transformer) : null;

    public override ZipLead NewLead() => new ZipLead<TData>(_setters, Fields);

    public override ZipPrediction Predict(ZipLead lead)
    {
        var output = new ZipOutput();
        var engine = _engines.Rent();
        try
        {
            engine.Predict(((ZipLead<TData>)lead).Row, ref output);
        }
        finally
        {
            _engines.Return(engine);
        }
        return Read(output.Probability, output.Score, _platt);
    }
}
