using System.CommandLine;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict verify</c>: trains a model again from what its file says, and compares the two files byte for byte.</summary>
static class VerifyCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "Registry name (leads or leads/VERSION), or a model's folder or file." };
        var files = new Argument<string[]>("CSV") { Description = "The files the model was trained on.", Arity = ArgumentArity.OneOrMore };
        var threads = new Option<int>("--threads") { Description = "Training threads; 0 uses every processor. Never changes the result.", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1024) result.AddError("--threads must be 0 (all) to 1024.");
        });
        var command = new Command("verify", "Train a model again from the same data and compare it, byte for byte.") { model, files, threads, json, quiet };
        command.SetAction((parsed, ct) => Task.Run(
            () => Run(parsed.GetValue(model)!, parsed.GetValue(files)!, parsed.GetValue(threads), parsed.GetValue(json), new Talk(parsed.GetValue(quiet)), parsed.InvocationConfiguration.Output, ct),
            CancellationToken.None));
        return command;
    }

    static int Run(string reference, string[] files, int threads, bool json, Talk talk, TextWriter output, CancellationToken ct)
    {
        var path = new ModelRegistry(Places.Models).Resolve(reference);
        VerificationResult result;
        try
        {
            result = ModelVerification.Verify(path, files, threads, TimeProvider.System, talk, FastTree.Factory, ct);
        }
        finally
        {
            talk.Finish();
        }
        if (json) WriteJson(path, result, output);
        else WriteText(result, output);
        talk.Say(result.Same ? $"verified {Places.Shown(path)}: this data and its options give the same file" : $"not verified: {Places.Shown(path)}");
        return result.Same ? ExitCode.Done : ExitCode.GateNotMet;
    }

    static void WriteText(VerificationResult result, TextWriter output)
    {
        output.WriteLine($"model     {result.ExpectedSha256}");
        output.WriteLine($"retrained {result.RetrainedSha256 ?? "not at all: the data is not the same"}");
        output.WriteLine(result.Same ? "the same, byte for byte" : "not the same");
        foreach (var difference in result.Differences) output.WriteLine($"  {difference}");
    }

    static void WriteJson(string path, VerificationResult result, TextWriter output)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteBoolean("same", result.Same);
            json.WriteStartObject("model");
            json.WriteString("path", path);
            json.WriteString("sha256", result.ExpectedSha256);
            json.WriteEndObject();
            json.WriteString("retrained_sha256", result.RetrainedSha256);
            json.WriteStartArray("differences");
            foreach (var difference in result.Differences) json.WriteStringValue(difference);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(System.Text.Encoding.UTF8.GetString(memory.ToArray()));
    }
}
