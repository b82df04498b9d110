using LeadPredict.Modeling;
using LeadPredict.Reporting;
using LeadPredict.Reports;
using LeadPredict.Training.Terminal;
using LeadPredict.Wording;

namespace LeadPredict.Training.Commands;

/// <summary>The page on one lead of a file: <c>leadpredict explain CSV --id X --report lead.html</c>.</summary>
static class LeadReportFile
{
    /// <param name="reference">The model as it was asked for.</param>
    /// <param name="modelPath">The file that it was read from.</param>
    /// <param name="qualification">The file of rules, or 'default'; null where none were asked for.</param>
    /// <param name="decided">What they say of the lead.</param>
    /// <param name="background">The file of leads that reasons compare with; null for the training leads.</param>
    public static HtmlPage Page(LeadLookup lead, Language language, string path, string reference, string modelPath, string? background, IReadOnlyList<float[]>? compared, string? qualification, DecidedLead? decided)
    {
        var (file, model) = (Path.GetFileName(path), Named(reference, modelPath));
        return LeadReport.Of(new LeadReportContent(lead.Lead, language)
        {
            MadeAt = TimeProvider.System.GetUtcNow(),
            ModelName = model,
            Source = file,
            Card = ModelCardFile.Find(modelPath) is { } card ? Portable(card) : null,
            Background = compared,
            Decided = decided,
            Command = id => $"leadpredict explain {Word(file)} --id {id} --model {Word(model)}{(background is null ? "" : $" --background {Word(Path.GetFileName(background))}")}{Rules(qualification, decided)} --lang {language.Code()} --report lead.html",
        }.WithFields(lead.Cells));
    }

    static string Rules(string? file, DecidedLead? decided) => file is null || decided is null ? ""
        : FormattableString.Invariant($" --qualification {Word(Path.GetFileName(file))} --as-of {decided.Decision.AsOf:yyyy-MM-dd}");

    // The champion changes; its version does not.
    static string Named(string reference, string modelPath)
    {
        var version = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(modelPath)))!;
        return ModelRegistry.IsName(reference) && new ModelRegistry(Places.Models).Champion(reference) == version ? $"{reference}/{version}" : Portable(reference);
    }

    // A page goes to other machines: no path of this one is on it.
    static string Portable(string path) => Path.IsPathRooted(path) && Places.Shown(path) is var shown ? Path.IsPathRooted(shown) ? Path.GetFileName(path) : shown : path;

    static string Word(string text) => LeadReport.Quoted(text);
}
