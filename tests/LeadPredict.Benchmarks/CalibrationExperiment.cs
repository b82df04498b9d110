using System.Globalization;
using System.Text;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Benchmarks;

/// <summary>
/// Trains as <c>leadpredict train</c> does on generated leads, scores leads of the same history that it never saw, and holds probabilities and
/// intervals against the true probability of each.
/// <code>
/// calibration ROWS SEEDS [account|time]      a history of ROWS leads to learn from and a quarter as many to judge, for seeds 1 … SEEDS
/// </code>
/// Judged are whole accounts that training never saw (account), or the newest leads (time).
/// </summary>
static class CalibrationExperiment
{
    public static void Run(string[] args)
    {
        var rows = int.Parse(args[0], CultureInfo.InvariantCulture);
        var seeds = int.Parse(args[1], CultureInfo.InvariantCulture);
        var byTime = args is [_, _, "time", ..];
        var folder = Directory.CreateTempSubdirectory("calibration-").FullName;
        try
        {
            for (var seed = 1UL; seed <= (ulong)seeds; seed++) RunOne(rows, seed, byTime, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void RunOne(int rows, ulong seed, bool byTime, string folder)
    {
        var (train, fresh) = (Path.Combine(folder, "train.csv"), Path.Combine(folder, "fresh.csv"));
        Divide(new SynthesisOptions { Rows = rows + rows / 4, Seed = seed, WithTruth = true }, byTime, train, fresh);
        var schema = Path.Combine(folder, "schema.json");
        File.WriteAllBytes(schema, LeadSchemaFile.ToJson(SyntheticSchema.Schema(withTruth: false)));
        var request = new TrainingRequest { Files = [train], SchemaFile = schema, Columns = new SchemaInferenceOptions { Exclude = ["true_probability"] }, Boosting = new BoostingOptions() };
        var result = LeadTrainer.Train(request, TimeProvider.System);

        var leads = Score(result.Model, fresh);
        var name = byTime ? "newest" : "unseen accounts";
        Line($"rows {result.Card.Rows.Train + result.Card.Rows.Test}  SQLs {result.Card.Rows.Positives}  seed {seed}  judged {leads.Count} ({name})  {result.Card.Seconds.Total:F1} s  calibrator {result.Card.Calibrator}");
        Line($"  ECE against the truth, ten equal ranks: {TrueError(leads):F4}; bias {leads.Average(l => l.P - l.Truth):+0.0000;-0.0000}; coverage {Covered(leads):P1}; Wilson of before {leads.Average(l => l.OldLow <= l.Truth && l.Truth <= l.OldHigh ? 1.0 : 0):P1}; mean width {leads.Average(l => l.High - l.Low):F3}");
        leads.Sort((a, b) => a.P.CompareTo(b.P));
        for (var d = 0; d < 10; d++)
        {
            var part = leads.GetRange(d * leads.Count / 10, (d + 1) * leads.Count / 10 - d * leads.Count / 10);
            Line($"    tenth {d + 1,2}: said {part.Average(l => l.P):F3}  true {part.Average(l => l.Truth):F3}  covered {Covered(part):P1}  below {part.Average(l => l.Truth < l.Low ? 1.0 : 0):P1}  above {part.Average(l => l.Truth > l.High ? 1.0 : 0):P1}  interval {part.Average(l => l.Low):F3} to {part.Average(l => l.High):F3}");
        }
    }

    // Account and day are the second and third fields, the truth is the last: none of them is quoted.
    static void Divide(SynthesisOptions options, bool byTime, string train, string fresh)
    {
        var memory = new MemoryStream();
        LeadSynthesizer.Write(memory, options);
        var lines = Encoding.UTF8.GetString(memory.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var cut = lines.Skip(1).Select(l => l.Split(',')[2]).Order(StringComparer.Ordinal).ElementAt((lines.Length - 1) * 4 / 5);
        using var ours = new StreamWriter(train);
        using var theirs = new StreamWriter(fresh);
        ours.WriteLine(lines[0]);
        theirs.WriteLine(lines[0]);
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(',', 4);
            var isFresh = byTime ? string.CompareOrdinal(fields[2], cut) >= 0 : int.Parse(fields[1].AsSpan(1), CultureInfo.InvariantCulture) * 2654435761L % 1000 < 200;
            (isFresh ? theirs : ours).WriteLine(line);
        }
    }

    sealed record Lead(double P, double Low, double High, double OldLow, double OldHigh, double Truth);

    static List<Lead> Score(LeadModel model, string path)
    {
        var engine = new PredictionEngine(model);
        using var file = LeadFile.Open(path);
        var fields = file.Header.Select(h => engine.FindField(Encoding.UTF8.GetBytes(h))).ToArray();
        var leads = new List<Lead>();
        using var reader = file.OpenReader();
        while (reader.Read())
        {
            engine.Clear();
            for (var i = 0; i < fields.Length; i++)
                if (fields[i] != PredictionEngine.UnknownField) engine.SetField(fields[i], reader.Field(i));
            var lead = engine.Predict();
            var (low, high) = model.Reference.Interval(lead.Probability);
            leads.Add(new Lead(lead.Probability, lead.Low, lead.High, low, high, double.Parse(reader.Field(fields.Length - 1), CultureInfo.InvariantCulture)));
        }
        return leads;
    }

    static double Covered(List<Lead> leads) => leads.Average(l => l.Low <= l.Truth && l.Truth <= l.High ? 1.0 : 0);

    // Mean over tenths by rank of |mean said - mean true|: no outcome is drawn, so there is no luck in it but the model's.
    static double TrueError(List<Lead> leads)
    {
        var sorted = leads.OrderBy(l => l.P).ToList();
        return Enumerable.Range(0, 10).Average(d =>
        {
            var part = sorted.GetRange(d * sorted.Count / 10, (d + 1) * sorted.Count / 10 - d * sorted.Count / 10);
            return Math.Abs(part.Average(l => l.P) - part.Average(l => l.Truth));
        });
    }

    static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
