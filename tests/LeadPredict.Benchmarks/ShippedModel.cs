using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Benchmarks;

/// <summary>The shipped champion and the shipped open leads, found above the benchmark's folder.</summary>
static class ShippedModel
{
    public static string Root { get; } = FindRoot();

    public static LeadModel Open() => LeadModelFile.Read(new ModelRegistry(Path.Combine(Root, "models")).Resolve("leads"));

    /// <summary>Encoded open leads.</summary>
    public static float[][] EncodedLeads(LeadModel model)
    {
        using var file = LeadFile.Open(Path.Combine(Root, "data", "leads-to-score.csv"));
        using var reader = file.OpenReader();
        var engine = new Serving.PredictionEngine(model);
        var fields = file.Header.Select(name => engine.FindField(System.Text.Encoding.UTF8.GetBytes(name))).ToArray();
        var rows = new List<float[]>();
        while (reader.Read())
        {
            engine.Clear();
            for (var i = 0; i < fields.Length; i++) engine.SetField(fields[i], reader.Field(i));
            engine.Predict();
            rows.Add(engine.EncodedRow.ToArray());
        }
        return [.. rows];
    }

    static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "LeadPredict.sln"))) return at.FullName;
        throw new DirectoryNotFoundException("LeadPredict.sln is in no folder above.");
    }
}
