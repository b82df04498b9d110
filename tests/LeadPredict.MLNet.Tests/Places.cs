using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LeadPredict.Api;
using LeadPredict.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace LeadPredict.MLNet.Tests;

static class Places
{
    /// <summary>Writes a file as careful programs do: beside its place, then renamed over it.</summary>
    public static string Rename(this TemporaryFolder folder, string name, byte[] bytes)
    {
        File.WriteAllBytes(folder["." + name], bytes);
        File.Move(folder["." + name], folder[name], overwrite: true);
        return folder[name];
    }
}

/// <summary>The service in this process, with an empty registry and settings of the test.</summary>
sealed class ZipService(TemporaryFolder folder, params (string Key, string Value)[] settings) : WebApplicationFactory<ApiOptions>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("LeadPredict:ModelsFolder", folder["models"]);
        builder.UseSetting("LeadPredict:AdminKey", "correct horse");
        // Slow, so that what a test sees is what it asked for; some tests set it otherwise.
        builder.UseSetting("LeadPredict:WatchInterval", "01:00:00");
        foreach (var (key, value) in settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }
}

static class Requests
{
    public static async Task<(int Status, JsonElement Json)> AskAsync(this HttpClient client, string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await client.PostAsync(path, content);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public static async Task<(int Status, JsonElement Json)> LookAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public static async Task<string> TextAsync(this HttpClient client, string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await client.PostAsync(path, content);
        return await response.Content.ReadAsStringAsync();
    }

    public static string[] Codes(this JsonElement answer) => [.. answer.GetProperty("warnings").EnumerateArray().Select(w => $"{w.GetProperty("column").GetString()} {w.GetProperty("code").GetString()}")];
}

/// <summary>The real <c>leadpredict</c> command as a process of its own, from its own folder: beside the tests it would lack what the web framework has.</summary>
static class InstalledCommand
{
    static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "..", "..", "LeadPredict.Training", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "LeadPredict.Training.dll");

    public static (int ExitCode, string Output, string Talk) Run(TemporaryFolder folder, params string[] args)
    {
        var info = new ProcessStartInfo("dotnet", [s_program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        info.Environment["LEADPREDICT_MODELS"] = folder["models"];
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var talk = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result, talk.Result);
    }
}
