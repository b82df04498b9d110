using System.CommandLine;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Reports;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict report</c>: the report on a model from the card beside it, without its data.</summary>
static class ReportCommand
{
    public static Command Create()
    {
        var model = ModelOption.Create();
        var output = new Option<string>("--out") { Description = "The file to write (default: report.html).", HelpName = "FILE.html", DefaultValueFactory = _ => "report.html" };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        var command = new Command("report", "Write the report on a model, from its card.") { model, output, quiet };
        command.SetAction(parsed =>
        {
            var talk = new Talk(parsed.GetValue(quiet));
            var path = ReportFile.Check(parsed.GetValue(output))!;
            var card = ModelCardFile.Read(new ModelRegistry(Places.Models).Resolve(parsed.GetValue(model)!))
                ?? throw new LeadPredictException(new Diagnostic(parsed.GetValue(model)!, 0, 0, "LP0503", "the model has no card beside it."));
            ReportFile.Write(path, ModelReport.Of(ReportContent.Of(card)), talk);
            if (card.Overview is null) talk.Say("The card does not describe the model's effects: leadpredict explain LEADS.csv --report FILE does, from leads; train --report keeps them in the card.");
            talk.Say($"next: leadpredict evaluate LABELLED.csv --model {parsed.GetValue(model)} --report evaluation.html");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>The card that lies beside a model's file.</summary>
static class ModelCardFile
{
    /// <summary>The card; null when there is none.</summary>
    public static ModelCard? Read(string modelFile) => Find(modelFile) is { } path ? ModelCardJson.Parse(File.ReadAllBytes(path), Places.Shown(path)) : null;

    /// <summary>The card's path; null when there is none.</summary>
    public static string? Find(string modelFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelFile))!;
        return new[] { Path.ChangeExtension(modelFile, ".card.json"), Path.Combine(folder, ModelRegistry.CardName) }.FirstOrDefault(File.Exists);
    }
}
