using System.Diagnostics;
using System.Globalization;
using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Explanation;
using LeadPredict.Modeling;
using LeadPredict.Numerics;

namespace LeadPredict.Benchmarks;

/// <summary>
/// Do contributions sum to the log-odds, and points to the probability, on many rows of ten models? The shipped champion, models trained here on files that are named as
/// <c>PATH:LABEL:POSITIVE</c> (two settings each), and made ones up to ten. Rows are drawn column by column from what each model's bins can hold, so that they are
/// stranger than any lead: <c>dotnet run -c Release --project tests/LeadPredict.Benchmarks -- additivity 1000000 [FILE:LABEL:POSITIVE …]</c>.
/// </summary>
static class AdditivityExperiment
{
    const int Models = 10;
    static readonly BoostingOptions[] s_options = [new(), new() { Members = 1, LinearStart = 0, Leaves = 255, Depth = 0, MinRowsPerLeaf = 5 }];

    public static int Run(string[] args)
    {
        var rows = int.Parse(args[0], CultureInfo.InvariantCulture);
        Console.WriteLine("| model | features | trees | rows | largest difference, log-odds | largest difference, probability | us a row |");
        Console.WriteLine("|--|--|--|--|--|--|--|");
        var worst = 0.0;
        foreach (var (name, model) in Chosen(args[1..]).Take(Models)) worst = Math.Max(worst, Measure(name, model, rows / Models));
        Console.WriteLine($"\nLargest of all: {worst.ToString("E2", CultureInfo.InvariantCulture)}");
        return worst <= 1e-9 ? 0 : 1;
    }

    static IEnumerable<(string Name, LeadModel Model)> Chosen(string[] files)
    {
        yield return ("shipped champion", ShippedModel.Open());
        foreach (var file in files)
        {
            var parts = file.Split(':');
            foreach (var options in s_options)
                yield return ($"{Path.GetFileNameWithoutExtension(parts[0])}, {(options.Leaves == 255 ? "255 leaves" : "defaults")}", Train(parts, options));
        }
        for (var seed = 1ul; ; seed++) yield return ($"made, seed {seed}", MadeModel.Fit(seed).Model);
    }

    static LeadModel Train(string[] file, BoostingOptions options) => LeadTrainer.Train(new TrainingRequest
    {
        Files = [file[0]],
        Columns = new SchemaInferenceOptions { Label = file[1], Positive = file[2] },
        Boosting = options,
        Evaluation = EvaluationMethod.None,
    }, TimeProvider.System).Model;

    static double Measure(string name, LeadModel model, int rows)
    {
        var ensemble = model.Ensemble;
        var (logOdds, probability) = (0.0, 0.0);
        var clock = Stopwatch.StartNew();
        Parallel.For(0, Environment.ProcessorCount, worker =>
        {
            var random = new DeterministicRandom(17, stream: (ulong)worker);
            var explainer = new ContributionExplainer(model.Paths);
            var row = new float[ensemble.FeatureCount];
            var parts = new double[row.Length];
            double mostLogOdds = 0, mostProbability = 0;
            for (var i = worker; i < rows; i += Environment.ProcessorCount)
            {
                Draw(ensemble.Binner, row, random);
                explainer.Explain(row, parts);
                var expected = ensemble.LogOdds(row);
                var path = new ProbabilityPath(model.Calibrator, explainer.Base, expected);
                double sum = explainer.Base, points = path.From;
                foreach (var part in parts)
                {
                    sum += part;
                    points += path.Of(part);
                }
                mostLogOdds = Math.Max(mostLogOdds, Math.Abs(sum - expected));
                mostProbability = Math.Max(mostProbability, Math.Abs(points - model.Calibrator.Calibrate(expected)));
            }
            lock (model) (logOdds, probability) = (Math.Max(logOdds, mostLogOdds), Math.Max(probability, mostProbability));
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {ensemble.FeatureCount} | {ensemble.Trees.Count} | {rows} | {logOdds:E2} | {probability:E2} | {clock.Elapsed.TotalMicroseconds / rows:F0} |"));
        return Math.Max(logOdds, probability);
    }

    static void Draw(FeatureBinner binner, float[] row, DeterministicRandom random)
    {
        for (var f = 0; f < row.Length; f++)
        {
            var thresholds = binner.Thresholds(f);
            row[f] = random.NextInt(10) == 0 ? float.NaN
                : binner.Kinds[f].IsCategory ? random.NextInt(binner.Kinds[f].Levels)
                : thresholds.IsEmpty ? 0 : thresholds[random.NextInt(thresholds.Length)] * (1 + 1e-3f * (random.NextInt(3) - 1));
        }
    }
}
