using System.CommandLine;
using LeadPredict.Wording;

namespace LeadPredict.Training.Commands;

/// <summary>The <c>--lang</c> flag of the verbs that write reasons.</summary>
static class LanguageOption
{
    public static Option<Language> Create() => new("--lang")
    {
        Description = "Language of the reasons: en, it, da, es or de (default: en).",
        HelpName = "LANG",
        DefaultValueFactory = _ => Language.English,
        CustomParser = result =>
        {
            if (result.Tokens.Count != 1 || !Languages.TryParse(result.Tokens[0].Value, out var language))
            {
                result.AddError("--lang must be en, it, da, es or de.");
                return default;
            }
            return language;
        },
    };
}
