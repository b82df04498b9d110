using System.Text.Json.Nodes;
using LeadPredict.Modeling;
using Microsoft.OpenApi;

namespace LeadPredict.Api.Description;

/// <summary>The OpenAPI document: every route, and the lead and the answer of the model that is live when it is asked for.</summary>
static class ServiceDescription
{
    public static void Describe(OpenApiDocument document, LeadModel? model, bool keysRequired)
    {
        document.Info = new OpenApiInfo
        {
            Title = "LeadPredict",
            Version = "v1",
            Description = "The chance that a lead becomes an SQL (sales-qualified lead), with reasons.",
            License = new OpenApiLicense { Name = "MIT" },
        };
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas = new Dictionary<string, IOpenApiSchema>
        {
            ["Lead"] = LeadDescription.Schema(model),
            ["Prediction"] = Prediction(),
            ["Problem"] = Problem(),
        };
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["AdminKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = Models.AdminKey.Header },
            ["ApiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = Security.Guard.Header },
            ["Bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The API key as a bearer token." },
        };
        if (keysRequired) document.Security = [Requirement(document, "ApiKey"), Requirement(document, "Bearer")];
        var example = model is null ? null : LeadDescription.Example(model);
        var paths = document.Paths = [];
        AddPredictions("", [Model()]);
        AddPredictions("/models/{name}", [InPath("name")]);
        AddPredictions("/models/{name}/versions/{version}", [InPath("name"), InPath("version")]);
        AddGet("/models", "The models in the registry, and how those asked for so far are served: status, id, version, memory, last use, last error.");
        AddGet("/models/{name}", "One model's versions with their cards.", InPath("name"));
        AddGet("/models/{name}/schema", "The columns that the model knows.", InPath("name"));
        AddGet("/schema", "The columns that the live model knows.");
        AddGet("/qualification", "The rules that decisions go by.");
        AddGet("/health/live", "The process lives.");
        AddGet("/health/startup", "It has started, with a model or without.");
        AddGet("/health/ready", "It can answer; degraded when an earlier model answers; 503 with why when none can.");
        AddGet("/metrics", "Counters in Prometheus' text format.");
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var promotion = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema> { ["version"] = new OpenApiSchema { Type = JsonSchemaType.String } },
            Required = new HashSet<string> { "version" },
        };
        AddAdmin(HttpMethod.Post, "/models/{name}/promote", "Makes a version the champion.", Body(("application/json", promotion, null)));
        AddAdmin(HttpMethod.Post, "/models/{name}/rollback", "Makes the champion before champion again.");
        AddAdmin(HttpMethod.Post, "/models/{name}/reload", "Looks at the model's file now.");
        AddAdmin(HttpMethod.Post, "/models/{name}", "Adds a model file; the first version of a name is its champion.", Body(("application/octet-stream", file, null)));
        AddAdmin(HttpMethod.Delete, "/models/{name}", "Removes a model with all its versions.");
        AddAdmin(HttpMethod.Put, "/models/{name}/versions/{version}", "Adds a model file under a label.", Body(("application/octet-stream", file, null)));
        AddAdmin(HttpMethod.Delete, "/models/{name}/versions/{version}", "Removes a version that is not champion.");

        AddQuestion("/explain/diff", "Why a lead's score changed: exact parts of its columns, time, the model (?from=NAME/VERSION) and the calibration.", ("before", Ref(document, "Lead")), ("after", Ref(document, "Lead")), ("days", Of(JsonSchemaType.Number, "Days between; from snapshot_at when it is not said.")));
        AddQuestion("/whatif", "A lead's probability with other values, the smallest change that reaches a grade, and what to ask next. Association, not effect.", ("lead", Ref(document, "Lead")), ("set", Ref(document, "Lead")),
            ("reach", Of(JsonSchemaType.String | JsonSchemaType.Number, "A, B, C or a probability.")), ("actionable", Array(Of(JsonSchemaType.String, ""))));
        AddFeedback();
        AddReport(HttpMethod.Post, "One lead on one page for people: chance, reasons, data and its age, what to ask, how to contest and reproduce it.", Body(("application/json", Ref(document, "Lead"), example)));
        AddReport(HttpMethod.Get, "The same with the lead's fields as query parameters, each by its column's name; post what no log should keep.", null);
        InferenceDescription.AddTo(document, model);

        void AddPredictions(string prefix, OpenApiParameter[] which)
        {
            string[] problems = ["400", "404", "413", "415", "422", "429", "503"];
            Add(paths, document, prefix + "/predict", HttpMethod.Post, "Predicts one lead.", operation =>
            {
                operation.Parameters = [.. which, Reasons(), Lang(), .. DecisionDescription.Parameters()];
                operation.RequestBody = Body(("application/json", Ref(document, "Lead"), example));
                Answers(operation, document, "200", "The prediction.", Ref(document, "Prediction"), problems);
            });
            Add(paths, document, prefix + "/predict/batch", HttpMethod.Post, "Predicts many leads; the answers stream in the form and order of the question.", operation =>
            {
                operation.Parameters = [.. which, Reasons(), Lang(), Output(), .. DecisionDescription.Parameters()];
                var leads = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Ref(document, "Lead") };
                var text = new OpenApiSchema { Type = JsonSchemaType.String };
                operation.RequestBody = Body(
                    ("application/json", leads, example is null ? null : new JsonArray(example.DeepClone())),
                    ("application/x-ndjson", text, example?.ToJsonString()),
                    ("text/csv", text, null));
                Answers(operation, document, "200", "An answer a lead; for a lead that cannot be scored {\"error\": …} in its place. CSV: the rows of `leadpredict score`.",
                    new OpenApiSchema { Type = JsonSchemaType.Array, Items = Ref(document, "Prediction") }, problems);
            });
        }

        void AddQuestion(string path, string summary, params (string Name, IOpenApiSchema Schema)[] members) => Add(paths, document, path, HttpMethod.Post, summary, operation =>
        {
            operation.Parameters = [Model(), Lang()];
            operation.RequestBody = Body(("application/json", new OpenApiSchema { Type = JsonSchemaType.Object, Properties = members.ToDictionary(m => m.Name, m => m.Schema) }, null));
            Answers(operation, document, "200", "The answer.", null, "400", "404", "413", "415", "422", "429", "503");
        });

        void AddFeedback() => Add(paths, document, "/feedback", HttpMethod.Post, "Keeps what sales says of a lead, or of an array of leads: all of it, on the disk, or none.", operation =>
        {
            var text = Of(JsonSchemaType.String, "A word that is used again, of at most 200 characters.");
            operation.RequestBody = Body(("application/json", new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["lead_id"] = Of(JsonSchemaType.String, "The lead's id."),
                    ["outcome"] = Of(JsonSchemaType.Boolean | JsonSchemaType.Null, "Whether it became an SQL; null while that is open."),
                    ["reason"] = text,
                    ["objection"] = text,
                    ["by"] = text,
                    ["at"] = Of(JsonSchemaType.String, "When it was said; now when it is not stated."),
                },
                Required = new HashSet<string> { "lead_id" },
            }, null));
            Answers(operation, document, "200", "How many were kept.", null, "400", "404", "413", "415", "422", "429", "503");
        });

        void AddReport(HttpMethod method, string summary, OpenApiRequestBody? body) => Add(paths, document, "/leads/report", method, summary, operation =>
        {
            operation.Parameters = [Model(), Lang()];
            operation.RequestBody = body;
            Answers(operation, document, "200", "The page.", null, body is null ? ["400", "404", "422", "429", "503"] : ["400", "404", "413", "415", "422", "429", "503"]);
            ((OpenApiResponse)operation.Responses!["200"]).Content = new Dictionary<string, OpenApiMediaType> { ["text/html"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } } };
        });

        void AddGet(string path, string summary, OpenApiParameter? parameter = null) => Add(paths, document, path, HttpMethod.Get, summary, operation =>
        {
            if (parameter is not null) operation.Parameters = [parameter];
            Answers(operation, document, "200", "It is.", null, parameter is null ? [] : ["404"]);
        });

        void AddAdmin(HttpMethod method, string path, string summary, OpenApiRequestBody? body = null) => Add(paths, document, path, method, summary, operation =>
        {
            operation.Parameters = path.Contains("{version}", StringComparison.Ordinal) ? [InPath("name"), InPath("version")] : [InPath("name")];
            if (body is { Content: { } content } && content.ContainsKey("application/octet-stream")) operation.Parameters.Add(Promote());
            operation.RequestBody = body;
            operation.Security = [Requirement(document, "AdminKey"), Requirement(document, "ApiKey"), Requirement(document, "Bearer")];
            Answers(operation, document, "200", "Done: who is champion answers.", null, "400", "401", "403", "404", "409", "413", "422");
        });
    }

    internal static void Add(OpenApiPaths paths, OpenApiDocument document, string path, HttpMethod method, string summary, Action<OpenApiOperation> describe)
    {
        var words = path.Split(['/', '{', '}'], StringSplitOptions.RemoveEmptyEntries);
        var operation = new OpenApiOperation { Summary = summary, OperationId = $"{method.Method.ToLowerInvariant()}_{string.Join('_', words)}" };
        describe(operation);
        if (!paths.TryGetValue(path, out var item)) paths[path] = item = new OpenApiPathItem();
        ((OpenApiPathItem)item).AddOperation(method, operation);
    }

    static OpenApiSecurityRequirement Requirement(OpenApiDocument document, string scheme) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    static OpenApiSchemaReference Ref(OpenApiDocument document, string name) => new(name, document);

    internal static OpenApiRequestBody Body(params (string Type, IOpenApiSchema Schema, JsonNode? Example)[] forms) => new()
    {
        Required = true,
        Content = forms.ToDictionary(f => f.Type, f => new OpenApiMediaType { Schema = f.Schema, Example = f.Example?.DeepClone() }),
    };

    internal static void Answers(OpenApiOperation operation, OpenApiDocument document, string status, string description, IOpenApiSchema? schema, params string[] problems)
    {
        operation.Responses = new OpenApiResponses
        {
            [status] = new OpenApiResponse
            {
                Description = description,
                Content = schema is null ? null : new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } },
            },
        };
        foreach (var problem in problems)
            operation.Responses[problem] = new OpenApiResponse
            {
                Description = "Problem details (RFC 9457) with a code of docs/ERRORS.md.",
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = Ref(document, "Problem") } },
            };
    }

    static OpenApiParameter Reasons() => new()
    {
        Name = "reasons",
        In = ParameterLocation.Query,
        Description = "How many reasons, the strongest first.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0", Maximum = "50", Default = 3 },
    };

    internal static OpenApiParameter Lang() => new()
    {
        Name = "lang",
        In = ParameterLocation.Query,
        Description = "What reasons are written in; else the header Accept-Language says.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. LeadPredict.Wording.Languages.Codes.Select(code => (JsonNode)JsonValue.Create(code)!)], Default = "en" },
    };

    static OpenApiParameter Output() => new()
    {
        Name = "output",
        In = ParameterLocation.Query,
        Description = "CSV only: the scored rows, or the rows that were rejected with line, column, code and why.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["scored", "rejects"], Default = "scored" },
    };

    internal static OpenApiParameter InPath(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    static OpenApiParameter Model() => new()
    {
        Name = "model",
        In = ParameterLocation.Query,
        Description = "Which model answers: a name in the registry, or name/version. The one that is set up when it is not said.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    static OpenApiParameter Promote() => new()
    {
        Name = "promote",
        In = ParameterLocation.Query,
        Description = "Whether it becomes champion at once.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false },
    };

    static OpenApiSchema Prediction()
    {
        var text = JsonSchemaType.String;
        return Object(
            ("lead_id", Of(text | JsonSchemaType.Number | JsonSchemaType.Null, "As it was sent.")),
            ("probability", Of(JsonSchemaType.Number, "Calibrated chance of becoming an SQL, 0 to 1.")),
            ("log_odds", Of(JsonSchemaType.Number, "The ensemble's sum before calibration.")),
            ("grade", Of(text, "A to D, by the model's thresholds.")),
            ("interval", Object(("low", Of(JsonSchemaType.Number, "")), ("high", Of(JsonSchemaType.Number, "")))),
            ("horizons", Array(Object(("days", Of(JsonSchemaType.Number, "")), ("probability", Of(JsonSchemaType.Number, "Chance of becoming an SQL within so many days; only from a model trained with several horizons."))))),
            ("reasons", Array(Object(
                ("column", Of(text, "")), ("value", Of(text | JsonSchemaType.Number | JsonSchemaType.Boolean | JsonSchemaType.Null, "As it was sent.")),
                ("log_odds", Of(JsonSchemaType.Number, "What the column adds.")),
                ("points", Of(JsonSchemaType.Number, "What it adds to the probability, in hundredths; of all columns the difference to the base.")), ("text", Of(text, "For people, in their language."))))),
            ("base", Object(("log_odds", Of(JsonSchemaType.Number, "Where reasons start; only with reasons.")), ("probability", Of(JsonSchemaType.Number, "")))),
            ("dials", Object([.. ((string[])["fit", "engagement", "intent", "bant"]).Select(dial => (dial, Of(JsonSchemaType.Number | JsonSchemaType.Null, "0 to 100, 50 is an average lead; only with reasons.")))])),
            ("decision", DecisionDescription.Schema()),
            ("warnings", Array(Object(
                ("column", Of(text, "")), ("code", Of(text, "missing_field, unknown_category, extra_field or duplicate_field.")), ("message", Of(text, ""))))),
            ("model", Object(("name", Of(text, "")), ("id", Of(text, "Exactly which model answered.")))));
    }

    static OpenApiSchema Problem() => Object(
        ("type", Of(JsonSchemaType.String, "")), ("title", Of(JsonSchemaType.String, "")), ("status", Of(JsonSchemaType.Integer, "")),
        ("detail", Of(JsonSchemaType.String, "What to do.")), ("instance", Of(JsonSchemaType.String, "")), ("code", Of(JsonSchemaType.String, "LP and four digits.")),
        ("traceId", Of(JsonSchemaType.String, "")),
        ("errors", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "For each field that is wrong, by JSON pointer, why.",
            AdditionalProperties = Array(Of(JsonSchemaType.String, "")),
        }));

    internal static OpenApiSchema Of(JsonSchemaType type, string description) => new() { Type = type, Description = description.Length == 0 ? null : description };

    internal static OpenApiSchema Array(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    internal static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = properties.ToDictionary(p => p.Name, p => (IOpenApiSchema)p.Schema),
    };
}
