using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using LeadPredict.Ceiling;

// What the load test compares the service with, in the same kind of host. With --single FILE --batch FILE endpoints that answer the bytes of a file, in two ways: /predict and
// /predict/batch bind the same JSON to a class, as a minimal API does; under /tokens they look at each token and keep nothing, which is the least that
// anybody who reads JSON must do. With neither: an empty minimal API. It is no part of what ships.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
var app = builder.Build();
app.MapGet("/", () => "Hello World!");
if (builder.Configuration["single"] is { } single && builder.Configuration["batch"] is { } batch)
{
    byte[] one = File.ReadAllBytes(single), many = File.ReadAllBytes(batch);
    app.MapPost("/predict", (Lead lead) => lead.LeadId is null ? Results.BadRequest() : Results.Bytes(one, "application/json; charset=utf-8"));
    app.MapPost("/predict/batch", (Lead[] leads) => leads.Length == 0 ? Results.BadRequest() : Results.Bytes(many, "application/json; charset=utf-8"));
    MapTokens("/tokens/predict", one);
    MapTokens("/tokens/predict/batch", many);
}
app.Run();

void MapTokens(string path, byte[] answer) =>
    app.MapPost(path, async context =>
    {
        var body = context.Request.BodyReader;
        ReadResult read;
        while (!(read = await body.ReadAsync(context.RequestAborted)).IsCompleted) body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        var tokens = Count(read.Buffer);
        body.AdvanceTo(read.Buffer.End);
        context.Response.StatusCode = tokens > 0 ? 200 : 400;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = answer.Length;
        context.Response.BodyWriter.Write(answer);
    });

static int Count(in ReadOnlySequence<byte> json)
{
    var reader = new Utf8JsonReader(json);
    var tokens = 0;
    while (reader.Read()) tokens++;
    return tokens;
}
