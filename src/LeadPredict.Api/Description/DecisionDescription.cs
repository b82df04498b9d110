using Microsoft.OpenApi;
using static LeadPredict.Api.Description.ServiceDescription;

namespace LeadPredict.Api.Description;

/// <summary>What to do with a lead, as the OpenAPI document describes it.</summary>
static class DecisionDescription
{
    const JsonSchemaType Text = JsonSchemaType.String, TextOrNull = JsonSchemaType.String | JsonSchemaType.Null, NumberOrNull = JsonSchemaType.Number | JsonSchemaType.Null;

    public static OpenApiParameter[] Parameters() =>
    [
        new()
        {
            Name = "decision",
            In = ParameterLocation.Query,
            Description = "Whether answers hold a decision; when it is not said, they do if LeadPredict:Qualification is set.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean },
        },
        new()
        {
            Name = "as_of",
            In = ParameterLocation.Query,
            Description = "The day that the decision is for, such as 2026-03-31; today in UTC when it is not said.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
        },
    ];

    public static OpenApiSchema Schema() => Object(
        ("qualification", Of(Text, "Hash of the rules that decided.")),
        ("as_of", Of(Text, "The day that it is for.")),
        ("stage", Object(("name", Of(Text, "")), ("title", Of(Text, "")), ("evidence", Of(Text, "")), ("since", Of(TextOrNull, "")), ("days", Of(NumberOrNull, "")), ("overdue", Of(JsonSchemaType.Boolean, "Longer than the stage's service level.")))),
        ("closed", new OpenApiSchema
        {
            Type = JsonSchemaType.Object | JsonSchemaType.Null,
            Description = "That the lead left the funnel.",
            Properties = new Dictionary<string, IOpenApiSchema> { ["name"] = Of(Text, ""), ["on"] = Of(TextOrNull, ""), ["reason"] = Of(TextOrNull, "") },
        }),
        ("probability", Of(NumberOrNull, "")),
        ("interval", Object(("low", Of(NumberOrNull, "")), ("high", Of(NumberOrNull, "")))),
        ("grade", Of(Text, "A to D by the rules' thresholds.")),
        ("points", Of(NumberOrNull, "Of the rules' scorecard.")),
        ("dials", Object([.. ((string[])["fit", "engagement", "intent", "bant"]).Select(dial => (dial, Of(NumberOrNull, "")))])),
        ("gates", Array(Object(("name", Of(Text, "")), ("outcome", Of(Text, "pass, fail or unknown.")), ("evidence", Of(Text, ""))))),
        ("gates_together", Of(Text, "The worst of them.")),
        ("ready", Of(JsonSchemaType.Boolean, "All gates pass and the grade is high enough.")),
        ("warm", Of(JsonSchemaType.Boolean, "")), ("warm_because", Of(Text, "")),
        ("qualified", Of(JsonSchemaType.Boolean, "Reached a stage that counts as qualified; such a lead is warm.")),
        ("route", Object(("name", Of(Text, "")), ("action", Of(Text, "call, assign, nurture, ask, recycle, disqualify or keep.")), ("next_step", Of(Text, "")), ("track", Of(TextOrNull, "")), ("again_on", Of(TextOrNull, "")))),
        ("next_question", new OpenApiSchema
        {
            Type = JsonSchemaType.Object | JsonSchemaType.Null,
            Properties = new Dictionary<string, IOpenApiSchema> { ["column"] = Of(Text, "The missing answer to ask for."), ["gate"] = Of(TextOrNull, "The gate that it would settle.") },
        }),
        ("completeness", Of(JsonSchemaType.Number, "0 to 1.")),
        ("missing", Array(Of(Text, ""))),
        ("consent", Array(Object(("channel", Of(Text, "")), ("outcome", Of(Text, "")), ("evidence", Of(Text, ""))))));
}
