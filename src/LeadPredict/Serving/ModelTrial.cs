using System.Text.Json;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>A lead of which nothing is known, scored and explained before a model answers anyone: what cannot do that goes to no caller.</summary>
public static class ModelTrial
{
    /// <summary>Tries a model.</summary>
    /// <param name="source">Names its file in errors.</param>
    /// <param name="explain">Whether to explain too; without, the first explanation prepares for it.</param>
    /// <returns>The engine that tried, warm and ready for others.</returns>
    /// <exception cref="Data.LeadPredictException">It fails, or its answer is no probability (LP0307).</exception>
    public static PredictionEngine Run(LeadModel model, string source, bool explain = true)
    {
        var engine = new PredictionEngine(model);
        double probability;
        try
        {
            engine.Json.Read("{}"u8);
            engine.Json.Answer(explain ? 1 : 0, JsonEncodedText.Encode(""));
            engine.Clear();
            probability = engine.Predict().Probability;
            engine.Clear();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw ModelErrors.CannotAnswer(source, $"{e.GetType().Name} while scoring", e);
        }
        return probability is >= 0 and <= 1 ? engine : throw ModelErrors.CannotAnswer(source, "its answer is no probability");
    }
}
