using System.Collections.Frozen;
using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Wording;

/// <summary>
/// One language's phrases for the columns of the canonical lead and for their levels, read once from <c>phrases.LANGUAGE.txt</c>. Columns are found by their
/// names, also by those that HubSpot, Salesforce and Dynamics 365 give the same things. Immutable, thread safe.
/// </summary>
sealed class PhraseBook
{
    static readonly Lazy<PhraseBook>[] s_books = [.. Languages.Codes.Select(code => new Lazy<PhraseBook>(() => Read(code)))];

    /// <summary>Names of a CRM for a canonical column, normalised.</summary>
    static readonly FrozenDictionary<string, string> s_aliases =
        """
        employee_count numemployees numberofemployees | annual_revenue annualrevenue revenue | job_title jobtitle title | job_function jobfunction | job_level seniority joblevel
        persona hspersona | industry industrycode | language hslanguage | region state | currency transactioncurrencyid | emails_delivered_90d hsemaildelivered
        budget_status budgetstatus | budget_amount budgetamount | need_level need | purchase_timeframe purchasetimeframe | purchase_process purchaseprocess
        decision_maker_confirmed decisionmaker | lead_source leadsource leadsourcecode hsanalyticssource | last_touch_channel hslatestsource | campaign_id campaignid
        """
        .Split(['|', '\n']).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .SelectMany(words => words.Skip(1).Select(alias => (Alias: alias, Column: words[0]))).DistinctBy(a => a.Alias).ToFrozenDictionary(a => a.Alias, a => a.Column);

    readonly Dictionary<string, string> _words = [];
    readonly Dictionary<string, string> _levels = [];
    readonly Dictionary<string, ColumnPhrases> _columns = [];

    public static PhraseBook Of(Language language) => s_books[(int)language].Value;

    public string this[string word] => _words[word];

    /// <summary>Which character groups thousands.</summary>
    public byte Group => (byte)_words["group"][0];

    /// <summary>Which character splits decimals.</summary>
    public byte Decimal => (byte)_words["decimal"][0];

    /// <summary>Names of the columns that have a phrase, in the file's order.</summary>
    public IEnumerable<string> Columns => _columns.Keys;

    /// <summary>Keys of the words and sentences, in the file's order.</summary>
    public IEnumerable<string> Words => _words.Keys;

    /// <summary>What is said of a column; null for one that the book does not know.</summary>
    public ColumnPhrases? Find(string column)
    {
        var name = ColumnNames.Normalise(column);
        return _columns.GetValueOrDefault(name) ?? (s_aliases.TryGetValue(name, out var known) ? _columns[ColumnNames.Normalise(known)] : null);
    }

    /// <summary>A level of a category as people read it: translated where it is known, else with spaces for the joins of a code; a text that is no code stays as it is.</summary>
    public string Level(string column, string level)
    {
        var key = level.ToLowerInvariant();
        return _levels.GetValueOrDefault($"{ColumnNames.Normalise(column)}.{key}") ?? _levels.GetValueOrDefault(key)
            ?? (level.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? level.Replace('_', ' ') : level);
    }

    static PhraseBook Read(string code)
    {
        using var stream = typeof(PhraseBook).Assembly.GetManifestResourceStream($"LeadPredict.Wording.phrases.{code}.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var book = new PhraseBook();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var mark = line.IndexOf(':');
            var key = line[..mark];
            var text = line[(mark + 1)..].Trim();
            if (key.StartsWith("@ ", StringComparison.Ordinal)) book._words[key[2..]] = text;
            else if (key.StartsWith("= ", StringComparison.Ordinal)) book._levels[LevelKey(key[2..])] = text;
            else book._columns[ColumnNames.Normalise(key)] = ColumnPhrases.Parse(text);
        }
        return book;
    }

    static string LevelKey(string key)
    {
        var dot = key.IndexOf('.');
        return dot < 0 ? key : $"{ColumnNames.Normalise(key[..dot])}{key[dot..]}";
    }
}

/// <summary>What is said of a column: of a value, where <c>{0}</c> or <c>{money}</c> stands, of 1, of 0, of false, and when nothing is known; null where it has no words of its own.</summary>
sealed record ColumnPhrases(string Value, string? One, string? Zero, string? No, string? None)
{
    public static ColumnPhrases Parse(string text)
    {
        var parts = text.Split(" | ");
        return new ColumnPhrases(parts[0], Tagged("one"), Tagged("zero"), Tagged("no"), Tagged("none"));

        string? Tagged(string tag) => parts.FirstOrDefault(p => p.StartsWith(tag + ": ", StringComparison.Ordinal))?[(tag.Length + 2)..];
    }
}
