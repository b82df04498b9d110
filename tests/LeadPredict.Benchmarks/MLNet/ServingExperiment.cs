using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.MLNet;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.Benchmarks.MLNet;

/// <summary>
/// One FastTree model, as ML.NET's zip and converted to ours, and the shipped champion: predictions a second from a pool, by the file and over HTTP. Medians of rounds in turn, after one that does not count.
/// <code>
/// mlnet-serving pool|http ROUNDS SECONDS      wrk must be there for http; build with -p:MLNet=true
/// </code>
/// </summary>
static class ServingExperiment
{
    sealed record Subject(string Name, Func<TimeSpan, double> PerSecond);

    public static int Run(string[] args)
    {
        var rounds = int.Parse(args[1], CultureInfo.InvariantCulture);
        var time = TimeSpan.FromSeconds(double.Parse(args[2], CultureInfo.InvariantCulture));
        var folder = Directory.CreateTempSubdirectory("mlnet-").FullName;
        try
        {
            var zip = FastTreeZip.Train(folder);
            var converted = ModelImport.Import(zip, Path.Combine(ShippedModel.Root, "data", "leads.csv"), "converted", "became_sql", "true", TimeProvider.System);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"converted: {converted.Card.Trees} trees, largest difference {converted.Parity.Largest:G2} on {converted.Parity.Rows} leads"));
            LeadModelFile.Write(converted.Model, Path.Combine(folder, "converted.leadmodel"));
            LeadModelFile.Write(ShippedModel.Open(), Path.Combine(folder, "champion.leadmodel"));
            if (args[0] == "pool")
            {
                Table("One lead after another from a pool, fields as text, predictions/s", rounds, time, Pools(zip, converted.Model, 1));
                Table("The same by two threads", rounds, time, Pools(zip, converted.Model, 2));
                Table("A file of 2,000 leads to a file, rows/s", rounds, time, Files(zip, converted.Model));
                return 0;
            }
            var body = Path.Combine(folder, "lead.json");
            File.WriteAllText(body, Lead());
            Table("POST /predict?reasons=0, wrk -t2 -c32, requests/s", rounds, time, [.. new[] { "fasttree.zip", "converted.leadmodel", "champion.leadmodel" }.Select(f => new Subject(f, t => Http(Path.Combine(folder, f), body, t)))]);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Table(string title, int rounds, TimeSpan time, Subject[] subjects)
    {
        var found = subjects.Select(_ => new List<double>()).ToArray();
        foreach (var subject in subjects) subject.PerSecond(time);
        for (var round = 0; round < rounds; round++)
            for (var s = 0; s < subjects.Length; s++) found[s].Add(subjects[s].PerSecond(time));
        Console.WriteLine($"\n| {title} | median | least | greatest |\n|--|--|--|--|");
        for (var s = 0; s < subjects.Length; s++)
        {
            var sorted = found[s].Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {subjects[s].Name} | {sorted[sorted.Length / 2]:N0} | {sorted[0]:N0} | {sorted[^1]:N0} |"));
        }
    }

    // The 2,000 open leads: for each the texts of a model's fields.
    static byte[][][] Texts(Func<string, int> fieldOf, int fields)
    {
        using var file = LeadFile.Open(Path.Combine(ShippedModel.Root, "data", "leads-to-score.csv"));
        using var rows = file.OpenReader();
        int[] at = [.. file.Header.Select(fieldOf)];
        var leads = new List<byte[][]>();
        while (rows.Read())
        {
            var lead = Enumerable.Repeat(Array.Empty<byte>(), fields).ToArray();
            for (var c = 0; c < at.Length; c++)
                if (at[c] >= 0) lead[at[c]] = rows.Field(c).ToArray();
            leads.Add(lead);
        }
        return [.. leads];
    }

    static Subject[] Pools(string zip, LeadModel converted, int threads)
    {
        var model = ZipModel.Read(zip);
        var texts = Texts(name => model.Fields.ToList().FindIndex(f => f.Name == name && f.IsNeeded), model.Fields.Count);
        return
        [
            new("ML.NET's PredictionEnginePool, the zip", time => Spin(threads, time, () =>
            {
                var lead = model.NewLead();
                return i =>
                {
                    lead.Clear();
                    var given = texts[i % texts.Length];
                    for (var f = 0; f < given.Length; f++) lead.Set(f, given[f]);
                    model.Predict(lead);
                };
            })),
            Ours("our pool, the converted model", converted, threads),
            Ours("our pool, the champion", ShippedModel.Open(), threads),
        ];
    }

    static Subject Ours(string name, LeadModel model, int threads)
    {
        var pool = new PredictionEnginePool(model);
        var texts = Texts(n => pool.Rent().Engine.FindField(Encoding.UTF8.GetBytes(n)), model.Encoder.FeatureCount);
        return new(name, time => Spin(threads, time, () => i =>
        {
            using var lease = pool.Rent();
            lease.Engine.Clear();
            var given = texts[i % texts.Length];
            for (var f = 0; f < given.Length; f++) lease.Engine.SetField(f, given[f]);
            lease.Engine.Predict();
        }));
    }

    static double Spin(int threads, TimeSpan time, Func<Action<int>> make)
    {
        var total = 0L;
        var started = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            var predict = make();
            var done = 0;
            while (Stopwatch.GetElapsedTime(started) < time)
                for (var k = 0; k < 100; k++) predict(t * 1000 + done++);
            Interlocked.Add(ref total, done);
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        return total / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    static Subject[] Files(string zip, LeadModel converted)
    {
        var path = Path.Combine(ShippedModel.Root, "data", "leads-to-score.csv");
        var model = ZipModel.Read(zip);
        var ml = new MLContext();
        var loaded = ml.Model.Load(zip, out var schema);
        using var file = LeadFile.Open(path);
        TextLoader.Column[] columns = [.. file.Header.Select((name, i) => (name, i)).Where(c => schema.GetColumnOrNull(c.name) is not null).Select(c => new TextLoader.Column(c.name, schema[c.name].Type.RawType == typeof(float) ? DataKind.Single : DataKind.String, c.i))];
        return
        [
            new("ML.NET's Transform, probabilities only", time => Files(time, () => _ = loaded.Transform(ml.Data.LoadFromTextFile(path, new TextLoader.Options { Columns = columns, HasHeader = true, Separators = [','], AllowQuoting = true, MissingRealsAsNaNs = true })).GetColumn<float>("Probability").Sum())),
            new("leadpredict score, the zip", time => Files(time, () =>
            {
                using var rows = LeadFile.Open(path).OpenReader();
                var scorer = new ZipScorer(model, new ScoringOptions { Threads = 2 }, Stream.Null, null);
                scorer.Append(rows);
            })),
            Ours("leadpredict score --reasons 0, the converted model", converted),
            Ours("leadpredict score --reasons 0, the champion", ShippedModel.Open()),
        ];

        Subject Ours(string name, LeadModel ours) => new(name, time => Files(time, () =>
        {
            using var rows = LeadFile.Open(path).OpenReader();
            new LeadScorer(ours, new ScoringOptions { Reasons = 0, Threads = 2 }).Score(rows, Stream.Null);
        }));

        static double Files(TimeSpan time, Action score)
        {
            score();
            var started = Stopwatch.GetTimestamp();
            var done = 0;
            for (; Stopwatch.GetElapsedTime(started) < time; done++) score();
            return 2000 * done / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }

    static string Lead()
    {
        using var memory = new MemoryStream();
        using var file = LeadFile.Open(Path.Combine(ShippedModel.Root, "data", "leads-to-score.csv"));
        using var rows = file.OpenReader();
        rows.Read();
        var used = ShippedModel.Open().Encoder.Features.ToDictionary(f => f.Column.Name, f => f.Column.Kind);
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            for (var c = 0; c < file.Header.Count; c++)
            {
                if (!used.TryGetValue(file.Header[c], out var kind)) continue;
                if (rows.Field(c).IsEmpty) json.WriteNull(file.Header[c]);
                else if (kind == ColumnKind.Number) json.WriteNumber(file.Header[c], double.Parse(rows.Field(c), CultureInfo.InvariantCulture));
                else json.WriteString(file.Header[c], rows.Field(c));
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    static double Http(string model, string body, TimeSpan time)
    {
        const string Url = "http://127.0.0.1:5097";
        var service = Path.Combine(AppContext.BaseDirectory, "..", "..", "LeadPredict.Api", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "LeadPredict.Api.dll");
        using var server = Process.Start(new ProcessStartInfo("dotnet", [service, "--urls", Url, "--LeadPredict:Model", model, "--Logging:LogLevel:Default", "Warning"]) { RedirectStandardOutput = true })!;
        try
        {
            using var client = new HttpClient();
            for (var i = 0; i < 200 && !IsReady(client); i++) Thread.Sleep(50);
            // Compiled first, then measured.
            Load(TimeSpan.FromSeconds(2));
            return Load(time);
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
        }

        double Load(TimeSpan seconds)
        {
            using var wrk = Process.Start(new ProcessStartInfo("wrk",
                ["-t2", "-c32", string.Create(CultureInfo.InvariantCulture, $"-d{seconds.TotalSeconds:0}s"), "-s", Path.Combine(ShippedModel.Root, "tests", "LeadPredict.Benchmarks", "peers", "post.lua"), Url + "/predict?reasons=0", "--", body, "application/json"])
            { RedirectStandardOutput = true })!;
            var lines = wrk.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            using var said = JsonDocument.Parse(lines.Last(l => l.StartsWith('{')));
            if (said.RootElement.GetProperty("failed").GetInt64() > 0) throw new InvalidOperationException("requests failed");
            return said.RootElement.GetProperty("requests").GetInt64() / (said.RootElement.GetProperty("microseconds").GetInt64() / 1e6);
        }

        static bool IsReady(HttpClient client)
        {
            try
            {
                using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, Url + "/health/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }
}
