using System.Globalization;

namespace LeadPredict.Api.Edge;

/// <summary>Reads section <c>LeadPredict</c> of the configuration without reflection, and keeps every problem until the end.</summary>
sealed class Settings(IConfiguration configuration)
{
    readonly IConfigurationSection _section = configuration.GetSection("LeadPredict");
    readonly List<string> _problems = [];

    public string? Text(string name) => _section[name] is { Length: > 0 } text ? text : null;

    public bool Flag(string name)
    {
        if (Text(name) is not { } text) return false;
        if (bool.TryParse(text, out var value)) return value;
        Problem(name, "must be true or false");
        return false;
    }

    public double Number(string name, double otherwise, double least, double most)
    {
        if (Text(name) is not { } text) return otherwise;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Problem(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));
        return otherwise;
    }

    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text) return otherwise;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Problem(name, string.Create(CultureInfo.InvariantCulture, $"must be a duration such as 00:00:30, from {least} to {most}"));
        return otherwise;
    }

    /// <summary>A list: <c>NAME:0</c>, <c>NAME:1</c> and so on, or one text with commas.</summary>
    public IReadOnlyList<string> List(string name)
    {
        var parts = _section.GetSection(name).GetChildren().Select(child => child.Value ?? "");
        if (Text(name) is { } text) parts = text.Split(',');
        return [.. parts.Select(p => p.Trim()).Where(p => p.Length > 0)];
    }

    public void Problem(string name, string what) => _problems.Add($"LeadPredict:{name} {what}.");

    /// <exception cref="StartRefusedException">Some setting cannot be used; all of them are named.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0) throw new StartRefusedException(string.Join(' ', _problems));
    }
}

/// <summary>The service must not start with these settings; the message is for whoever starts it.</summary>
sealed class StartRefusedException(string message) : InvalidOperationException($"{Code} {message}")
{
    const string Code = "LP0616";
}
