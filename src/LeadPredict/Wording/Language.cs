namespace LeadPredict.Wording;

/// <summary>The languages that reasons and reports are written in.</summary>
public enum Language
{
    /// <summary>en</summary>
    English,
    /// <summary>it</summary>
    Italian,
    /// <summary>da</summary>
    Danish,
    /// <summary>es</summary>
    Spanish,
    /// <summary>de</summary>
    German,
}

/// <summary>Languages by their codes.</summary>
public static class Languages
{
    static readonly string[] s_codes = ["en", "it", "da", "es", "de"];

    /// <summary>The codes of ISO 639-1, in the order of <see cref="Language"/>.</summary>
    public static IReadOnlyList<string> Codes => s_codes;

    /// <summary>The code of a language, such as "it".</summary>
    public static string Code(this Language language) => s_codes[(int)language];

    /// <summary>The language of a tag such as "it" or "it-CH" (RFC 5646), without regard to case; false for any other.</summary>
    public static bool TryParse(ReadOnlySpan<char> tag, out Language language)
    {
        var end = tag.IndexOf('-');
        var code = end < 0 ? tag : tag[..end];
        for (var i = 0; i < s_codes.Length; i++)
        {
            language = (Language)i;
            if (code.Equals(s_codes[i], StringComparison.OrdinalIgnoreCase)) return true;
        }
        language = Language.English;
        return false;
    }
}
