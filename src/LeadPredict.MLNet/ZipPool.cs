using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;
using Microsoft.ML.Calibrators;

namespace LeadPredict.MLNet;

/// <summary>What is read of an ML.NET prediction; a member that a model does not give stays as it is.</summary>
sealed class ZipOutput
{
    public float Probability = float.NaN;
    public float Score = float.NaN;
}

/// <summary>An ML.NET model behind a PredictionEnginePool of its own.</summary>
sealed class ZipModel<TData> : ZipModel where TData : class, new()
{
    readonly PredictionEnginePool<TData, ZipOutput> _pool;
    readonly ZipSetters<TData> _setters;
    readonly PlattCalibrator? _platt;

    public ZipModel(ZipColumns columns, string sha256, MLContext context, ITransformer transformer) : base(columns, sha256)
    {
        _setters = new ZipSetters<TData>(columns.Columns, columns.Fields);
        _platt = columns.HasScore ? CalibratorOf(transformer) : null;
        var services = new ServiceCollection();
        services.AddOptions<MLOptions>().Configure(o => o.MLContext = context);
        services.AddOptions<PredictionEnginePoolOptions<TData, ZipOutput>>().Configure(o => o.ModelLoader = new LoadedModel(transformer));
        services.AddSingleton<PredictionEnginePool<TData, ZipOutput>>();
        _pool = services.BuildServiceProvider().GetRequiredService<PredictionEnginePool<TData, ZipOutput>>();
    }

    public override ZipLead NewLead() => new ZipLead<TData>(_setters, Fields);

    public override ZipPrediction Predict(ZipLead lead)
    {
        var output = new ZipOutput();
        var engine = _pool.GetPredictionEngine();
        try
        {
            engine.Predict(((ZipLead<TData>)lead).Row, ref output);
        }
        finally
        {
            _pool.ReturnPredictionEngine(engine);
        }
        return Read(output.Probability, output.Score, _platt);
    }

    /// <summary>Hands the pool a model that is in memory and stays: a new file is a new pool.</summary>
    sealed class LoadedModel(ITransformer model) : ModelLoader
    {
        readonly ModelReloadToken _never = new();

        public override IChangeToken GetReloadToken() => _never;

        public override ITransformer GetModel() => model;
    }
}
