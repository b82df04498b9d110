using System.Globalization;
using System.Text;
using LeadPredict.Boosting;
using LeadPredict.Modeling;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Modeling;

/// <summary>A small lead history: a time, an account, two numbers, a category, noise, and an outcome that depends on them.</summary>
static class MadeCsv
{
    /// <summary>Few small trees: a training takes a fraction of a second.</summary>
    public static BoostingOptions Small { get; } = new() { Trees = 12, EarlyStoppingRounds = 4, Members = 2, Threads = 1 };

    /// <param name="flipFrom">Outcomes are turned round from this row on.</param>
    public static string Write(TemporaryFolder folder, int rows = 400, ulong seed = 1, int flipFrom = int.MaxValue, string name = "leads.csv")
    {
        var random = new DeterministicRandom(seed);
        var text = new StringBuilder("created_at,account_id,visits,size,source,noise,converted\n");
        for (var row = 0; row < rows; row++)
        {
            var visits = random.NextInt(20);
            var size = Math.Round(100 * random.NextDouble(), 1);
            var source = random.NextInt(4);
            var odds = 0.25 * (visits - 10) + (size > 60 ? 1 : -1) + (source == 2 ? 1.5 : 0) + random.NextNormal();
            var won = odds > 0 != row >= flipFrom;
            var day = new DateOnly(2024, 1, 1).AddDays(row / 2);
            text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},A{random.NextInt(rows)},{visits},{size},{(char)('a' + source)},{random.NextInt(1000)},{(won ? "yes" : "no")}\n");
        }
        var path = folder[name];
        File.WriteAllText(path, text.ToString());
        return path;
    }

    public static TrainingRequest Request(string csv) => new() { Files = [csv], Boosting = Small };

    public static TrainingResult Train(TrainingRequest request, IProgress<TrainingProgress>? progress = null, CancellationToken ct = default) =>
        LeadTrainer.Train(request, TimeProvider.System, progress, ct);
}
