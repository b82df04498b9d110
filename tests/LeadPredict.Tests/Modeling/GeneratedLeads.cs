using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Modeling;

/// <summary>A small history from the generator, and settings that train on it in a second.</summary>
static class GeneratedLeads
{
    public static readonly BoostingOptions Quick = new() { Trees = 40, Members = 2, EarlyStoppingRounds = 10, Threads = 2 };

    public static string Write(TemporaryFolder folder, int rows = 3000, ulong seed = 7, bool open = false)
    {
        var path = folder[open ? "open.csv" : "leads.csv"];
        using var stream = File.Create(path);
        LeadSynthesizer.Write(stream, new SynthesisOptions { Rows = rows, Seed = seed, OpenOnly = open });
        return path;
    }

    public static TrainingResult Train(string path, Func<TrainingRequest, TrainingRequest>? change = null)
    {
        var request = new TrainingRequest { Files = [path], Boosting = Quick };
        return LeadTrainer.Train(change is null ? request : change(request), TimeProvider.System);
    }
}
