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

    /// <summary>Whether it is the path of an ML.NET model.</summary>
    public static bool IsZip(string reference) => reference.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a program without ML.NET says of such a model.</summary>
    public static UsageException WithoutMLNet(string reference) => new($"'{reference}' is an ML.NET model, and this program was built without ML.NET; build with -p:MLNet=true.");

    /// <summary>The model, and the path it was read from.</summary>
    public static (LeadModel Model, string Path) Open(string reference)
    {
#if MLNET
        if (IsZip(reference)) throw new UsageException($"'{reference}' is an ML.NET model: score works with it. For the rest import it first: leadpredict import {reference}");
#else
        if (IsZip(reference)) throw WithoutMLNet(reference);
#endif
        var path = new ModelRegistry(Places.Models).Resolve(reference);
        return (LeadModelFile.Read(path), path);
    }
}
