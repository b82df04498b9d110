using System.Text.Json.Nodes;
using LeadPredict.Api.Inference;
using LeadPredict.Modeling;
using Microsoft.OpenApi;

namespace LeadPredict.Api.Description;

/// <summary>The routes of the Open Inference Protocol in the OpenAPI document, with a request for the live model that can be pasted.</summary>
static class InferenceDescription
{
    public static void AddTo(OpenApiDocument document, LeadModel? model)
    {
        Get("/v2", "Open Inference Protocol: the server.");
        Get("/v2/health/live", "Open Inference Protocol: it lives.");
        Get("/v2/health/ready", "Open Inference Protocol: it can answer.");
        foreach (var prefix in (ReadOnlySpan<string>)["/v2/models/{name}", "/v2/models/{name}/versions/{version}"])
        {
            var parameters = prefix.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).ToArray();
            Get(prefix, "Open Inference Protocol: a model's inputs, outputs and versions.", parameters);
            Get(prefix + "/ready", "Open Inference Protocol: whether a model can answer.", parameters);
            ServiceDescription.Add(document.Paths, document, prefix + "/infer", HttpMethod.Post, "Open Inference Protocol: predicts leads that are sent as one tensor a column.", operation =>
            {
                operation.Parameters = Parameters(parameters);
                operation.RequestBody = ServiceDescription.Body(("application/json", new OpenApiSchema { Type = JsonSchemaType.Object }, model is null ? null : Example(model)));
                ServiceDescription.Answers(operation, document, "200", "The outputs: probability, log_odds, grade, percentile, interval_low and interval_high.", null, "400", "404", "413", "415", "429", "503");
            });
        }

        void Get(string path, string summary, params string[] parameters) => ServiceDescription.Add(document.Paths, document, path, HttpMethod.Get, summary, operation =>
        {
            operation.Parameters = Parameters(parameters);
            ServiceDescription.Answers(operation, document, "200", "It is.", null, parameters.Length > 0 ? ["404", "503"] : []);
        });
    }

    static List<IOpenApiParameter> Parameters(string[] names) => [.. names.Select(ServiceDescription.InPath)];

    /// <summary>The lead of <see cref="LeadDescription.Example"/> as tensors of one row.</summary>
    public static JsonObject Example(LeadModel model)
    {
        var lead = LeadDescription.Example(model);
        var inputs = new JsonArray();
        foreach (var (column, type) in ModelTensors.Inputs(model))
            inputs.Add((JsonNode)new JsonObject { ["name"] = column, ["shape"] = new JsonArray((JsonNode)1), ["datatype"] = type, ["data"] = new JsonArray(lead[column]?.DeepClone()) });
        return new JsonObject { ["inputs"] = inputs };
    }
}
