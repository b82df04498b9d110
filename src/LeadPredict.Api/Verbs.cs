using System.Globalization;
using LeadPredict.Api.Security;

namespace LeadPredict.Api;

/// <summary>What the program does besides serving: make keys, and ask a running service for its health where there is no shell to do it.</summary>
static class Verbs
{
    const string Usage = "usage: keys new [--role predict|admin]    or: health [URL of readiness]";

    /// <summary>Runs the verb that the arguments begin with; null when they begin with none.</summary>
    public static Task<int>? Run(string[] args) => args switch
    {
        ["keys", "new"] or ["keys", "new", "--role", "predict"] => KeysNewAsync(ApiRole.Predict),
        ["keys", "new", "--role", "admin"] => KeysNewAsync(ApiRole.Admin),
        ["health"] => HealthAsync("http://127.0.0.1:5080/health/ready"),
        ["health", var url] => HealthAsync(url),
        ["keys" or "health", ..] => MisusedAsync(),
        _ => null,
    };

    // The key alone on standard output, so that it can be piped into a place of safety; the line to keep says so itself.
    static async Task<int> KeysNewAsync(ApiRole role)
    {
        var (text, line) = ApiKey.Make(role);
        await Console.Error.WriteLineAsync("The key, shown this once, for the caller:");
        await Console.Out.WriteLineAsync(text);
        await Console.Error.WriteLineAsync("Its line for the service, which cannot be turned back into the key: a line of the file LeadPredict:ApiKeysFile, or LeadPredict:ApiKeys:0");
        await Console.Error.WriteLineAsync("(environment variable LeadPredict__ApiKeys__0). A rate of its own in requests a second may follow, such as :50.");
        await Console.Out.WriteLineAsync(line);
        return 0;
    }

    static async Task<int> HealthAsync(string url)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var answer = await client.GetAsync(new Uri(url));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {answer.StatusCode}"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"There is no answer: {e.Message}");
            return 1;
        }
    }

    static async Task<int> MisusedAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return 2;
    }
}
