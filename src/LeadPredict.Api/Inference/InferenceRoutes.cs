namespace LeadPredict.Api.Inference;
static class InferenceRoutes { public static void MapInference(this WebApplication app) { } }
