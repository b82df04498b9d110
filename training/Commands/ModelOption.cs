using System.CommandLine;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary>The <c>--model</c> flag of the verbs that use a model: a registry name, one of its versions, or a path.</summary>
static class ModelOption
{
    public static Option<string> Create() => new("--model")
    {
        Description = "Registry name (leads or leads/VERSION), or a model's folder or file (default: the champion of leads).",
        HelpName = "NAME|PATH",
        DefaultValueFactory = _ => "leads",
    };

    /// <summary>The model, and the path it was read from.</summary>
    public static (LeadModel Model, string Path) Open(string reference)
    {
        var path = new ModelRegistry(Places.Models).Resolve(reference);
        return (LeadModelFile.Read(path), path);
    }
}
