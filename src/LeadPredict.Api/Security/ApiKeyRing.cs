using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using LeadPredict.Api.Edge;

namespace LeadPredict.Api.Security;

/// <summary>
/// The keys that open the service. Finding one hashes what was sent and compares in constant time; nothing is allocated. The keys' file is looked at again and again,
/// so a key is added or taken back without a restart; a file that cannot be used leaves the keys as they were. Thread safe.
/// </summary>
sealed partial class ApiKeyRing : BackgroundService
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    readonly EdgeOptions _options;
    readonly TimeProvider _clock;
    readonly ILogger<ApiKeyRing> _logger;
    FrozenDictionary<string, Entry> _entries;
    string? _fileText;

    /// <exception cref="StartRefusedException">A line cannot be used, or the file cannot be read.</exception>
    public ApiKeyRing(EdgeOptions options, TimeProvider clock, ILogger<ApiKeyRing> logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        _fileText = ReadFile();
        _entries = Parse(_fileText);
        if (options.RatePerSecond > 0) Everyone = Bucket(options.RatePerSecond);
    }

    /// <summary>Whether a key is asked for at all.</summary>
    public bool Required => _options.ApiKeys.Count > 0 || _options.ApiKeysFile is not null;

    /// <summary>The rate of all callers together, for a service without keys; null for none.</summary>
    public TokenBucket? Everyone { get; }

    /// <summary>One key and what is left of its rate.</summary>
    public sealed record Entry(ApiKey Key, TokenBucket? Bucket);

    /// <summary>The key that was sent; null when it is none of these.</summary>
    public Entry? Find(ReadOnlySpan<char> text)
    {
        if (text.Length != ApiKey.TextLength || !text.StartsWith(ApiKey.Prefix, StringComparison.Ordinal)) return null;
        var keys = Volatile.Read(ref _entries).GetAlternateLookup<ReadOnlySpan<char>>();
        if (!keys.TryGetValue(text.Slice(ApiKey.Prefix.Length, ApiKey.IdLength), out var entry)) return null;
        Span<byte> utf8 = stackalloc byte[ApiKey.TextLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
        return CryptographicOperations.FixedTimeEquals(hash, entry.Key.Hash) ? entry : null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_options.ApiKeysFile is not null)
        {
            await Task.Delay(s_interval, _clock, stoppingToken);
            Look();
        }
    }

    /// <summary>Takes the file's keys if it changed.</summary>
    public void Look()
    {
        string? text = null;
        try
        {
            text = ReadFile();
            if (text == _fileText) return;
            Volatile.Write(ref _entries, Parse(text));
            LogTaken(_entries.Count);
        }
        catch (StartRefusedException e)
        {
            // Told once for each content.
            if (text is null && _fileText is null) return;
            LogKept(e.Message);
        }
        _fileText = text;
    }

    string? ReadFile()
    {
        if (_options.ApiKeysFile is not { } path) return "";
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"the file of LeadPredict:ApiKeysFile cannot be read ({e.GetType().Name}). Correct the path, or make the file readable.");
        }
    }

    FrozenDictionary<string, Entry> Parse(string? file)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        for (var i = 0; i < _options.ApiKeys.Count; i++) Add($"LeadPredict:ApiKeys:{i}", _options.ApiKeys[i]);
        var number = 0;
        foreach (var line in (file ?? "").Split('\n'))
        {
            number++;
            if (line.Trim() is { Length: > 0 } text && text[0] != '#') Add($"LeadPredict:ApiKeysFile, line {number},", text);
        }
        if (Required && entries.Count == 0) throw new StartRefusedException("LeadPredict:ApiKeysFile holds no key. Add a line that `keys new` prints.");
        return entries.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string where, string line)
        {
            var key = ApiKey.Parse(line, out var problem) ?? throw new StartRefusedException($"{where} {problem}.");
            var rate = key.RatePerSecond ?? _options.RatePerSecond;
            // What was used up stays used up when the file is read again.
            var kept = _entries?.GetValueOrDefault(key.Id);
            var entry = kept is not null && kept.Key.RatePerSecond == key.RatePerSecond ? kept with { Key = key } : new Entry(key, rate > 0 ? Bucket(rate) : null);
            if (!entries.TryAdd(key.Id, entry)) throw new StartRefusedException($"{where} has an id that another key has. Make a new key with `keys new`.");
        }
    }

    TokenBucket Bucket(double rate) => new(rate, _options.RateBurst > 0 ? _options.RateBurst : 2 * rate, _clock);

    [LoggerMessage(30, LogLevel.Information, "The keys' file was read again: {Keys} keys")]
    partial void LogTaken(int keys);

    [LoggerMessage(31, LogLevel.Warning, "The keys stay as they were: {Why}")]
    partial void LogKept(string why);
}
