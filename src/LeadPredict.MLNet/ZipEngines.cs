using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace LeadPredict.MLNet;

/// <summary>The prediction engines of one loaded ML.NET model: Microsoft.Extensions.ML's PredictionEnginePool. Thread safe.</summary>
sealed class ZipEngines<TData> where TData : class, new()
{
    readonly PredictionEnginePool<TData, ZipOutput> _pool;

    public ZipEngines(MLContext context, ITransformer transformer)
    {
        var services = new ServiceCollection();
        services.AddOptions<MLOptions>().Configure(o => o.MLContext = context);
        services.AddOptions<PredictionEnginePoolOptions<TData, ZipOutput>>().Configure(o => o.ModelLoader = new LoadedModel(transformer));
        services.AddSingleton<PredictionEnginePool<TData, ZipOutput>>();
        _pool = services.BuildServiceProvider().GetRequiredService<PredictionEnginePool<TData, ZipOutput>>();
    }

    public PredictionEngine<TData, ZipOutput> Rent() => _pool.GetPredictionEngine();

    public void Return(PredictionEngine<TData, ZipOutput> engine) => _pool.ReturnPredictionEngine(engine);

    /// <summary>Hands the pool a model that is in memory and stays: a new file is a new pool.</summary>
    sealed class LoadedModel(ITransformer model) : ModelLoader
    {
        readonly ModelReloadToken _never = new();

        public override IChangeToken GetReloadToken() => _never;

        public override ITransformer GetModel() => model;
    }
}
