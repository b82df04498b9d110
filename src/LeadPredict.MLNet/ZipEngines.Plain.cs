using System.Collections.Concurrent;
using Microsoft.ML;

namespace LeadPredict.MLNet;

/// <summary>The prediction engines of one loaded ML.NET model, without Microsoft.Extensions.ML (-p:MLNetPool=false): kept until the model goes. Thread safe.</summary>
sealed class ZipEngines<TData>(MLContext context, ITransformer transformer) where TData : class, new()
{
    readonly ConcurrentBag<PredictionEngine<TData, ZipOutput>> _idle = [];

    public PredictionEngine<TData, ZipOutput> Rent() => _idle.TryTake(out var engine) ? engine : context.Model.CreatePredictionEngine<TData, ZipOutput>(transformer);

    public void Return(PredictionEngine<TData, ZipOutput> engine) => _idle.Add(engine);
}
