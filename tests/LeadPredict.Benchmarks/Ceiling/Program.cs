using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

// What the load test compares the service with, in the same kind of host. With --single FILE --batch FILE: endpoints that read the same JSON, token by
// token, and answer the bytes of a file. With neither: an empty minimal API. It is no part of what ships.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
var app = builder.Build();
app.MapGet("/", () => "Hello World!");
Map("/predict", builder.Configuration["single"]);
Map("/predict/batch", builder.Configuration["batch"]);
app.Run();

void Map(string path, string? file)
{
    if (file is null) return;
    var answer = File.ReadAllBytes(file);
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
}

static int Count(in ReadOnlySequence<byte> json)
{
    var reader = new Utf8JsonReader(json);
    var tokens = 0;
    while (reader.Read()) tokens++;
    return tokens;
}
