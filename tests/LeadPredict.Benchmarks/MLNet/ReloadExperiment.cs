using LeadPredict.MLNet;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
using Microsoft.ML;

namespace LeadPredict.Benchmarks.MLNet;

/// <summary>
/// What becomes of a model's file that is replaced, behind ML.NET's own FromFile(watchForChanges) and behind ours: which model answers three seconds later.
/// <code>
/// mlnet-reload      build with -p:MLNet=true
/// </code>
/// </summary>
static class ReloadExperiment
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    public sealed class Lead
    {
        public bool Label { get; set; }
        public float Visits { get; set; }
    }

    public sealed class Said
    {
        public float Probability { get; set; }
    }

    public static int Run()
    {
        var (one, two) = (Zip(3), Zip(17));
        Console.WriteLine("| the file is | ML.NET's FromFile | LeadPredict |\n|--|--|--|");
        Compare("copied over in place", one, two, (path, bytes) => File.WriteAllBytes(path, bytes));
        Compare("replaced by rename", one, two, Rename);
        Compare("half written, then whole, in place", one, two, (path, bytes) =>
        {
            File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
            Thread.Sleep(s_patience);
            File.WriteAllBytes(path, bytes);
        });
        Compare("switched by a symbolic link", one, two, (path, bytes) =>
        {
            File.WriteAllBytes(path + ".2", bytes);
            File.CreateSymbolicLink(path + ".link", path + ".2");
            File.Move(path + ".link", path, overwrite: true);
        });
        return 0;
    }

    static void Rename(string path, byte[] bytes)
    {
        File.WriteAllBytes(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }

    static void Compare(string how, byte[] one, byte[] two, Action<string, byte[]> replace) => Console.WriteLine($"| {how} | {Theirs(one, two, replace)} | {Ours(one, two, replace)} |");

    static string Theirs(byte[] one, byte[] two, Action<string, byte[]> replace) => In(one, path =>
    {
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<Lead, Said>().FromFile("m", path, watchForChanges: true);
        using var provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<Lead, Said>>();
        return After(() => pool.Predict("m", new Lead { Visits = 10 }).Probability, () => replace(path, two), Expected(two));
    });

    static string Ours(byte[] one, byte[] two, Action<string, byte[]> replace) => In(one, path =>
    {
        var watcher = new ZipModelWatcher("m", path);
        watcher.Look();
        using var looks = new Timer(_ => watcher.Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
        return After(() => Ask(watcher.Model!), () => replace(path, two), Expected(two));
    });

    static string In(byte[] first, Func<string, string> work)
    {
        var folder = Directory.CreateTempSubdirectory("reload-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "m.zip"), first);
            return work(Path.Combine(folder, "m.zip"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string After(Func<double> ask, Action replace, double expected)
    {
        ask();
        Thread.Sleep(500);
        replace();
        Thread.Sleep(s_patience);
        return ask() == expected ? "new model answers" : "old model answers";
    }

    static double Ask(ZipModel model)
    {
        var lead = model.NewLead();
        lead.Clear();
        lead.Set(model.Fields.ToList().FindIndex(f => f.Name == nameof(Lead.Visits)), "10"u8);
        return model.Predict(lead).Probability;
    }

    static double Expected(byte[] zip) => Ask(ZipModel.Parse(zip, "expected"));

    static byte[] Zip(int cut)
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 400).Select(i => new Lead { Visits = i % 20, Label = i % 20 + i % 3 > cut }));
        using var memory = new MemoryStream();
        ml.Model.Save(ml.Transforms.Concatenate("Features", "Visits").Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression()).Fit(data), data.Schema, memory);
        return memory.ToArray();
    }
}
