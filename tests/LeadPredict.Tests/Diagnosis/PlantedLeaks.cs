using System.Globalization;
using System.Text;
using LeadPredict.Diagnosis;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Diagnosis;

/// <summary>
/// A lead history of thirty clean columns, some strong, some blank more often for lost leads, some drifting, and nine columns (one of them by its open
/// leads) that know the outcome, each in its own way. No name gives anything away: the clean ones are c01 …, the leaks x1 ….
/// </summary>
static class PlantedLeaks
{
    public const int Clean = 30;

    public static IReadOnlyDictionary<string, LeakKind> Kinds { get; } = new Dictionary<string, LeakKind>
    {
        ["x1"] = LeakKind.OneClassOnly,
        ["x2"] = LeakKind.Missingness,
        ["x3"] = LeakKind.TooGood,
        ["x4"] = LeakKind.DatedAfter,
        ["x5"] = LeakKind.NearCopy,
        ["x6"] = LeakKind.Order,
        ["x7"] = LeakKind.Aggregate,
        ["x8"] = LeakKind.TimeGap,
        ["x9"] = LeakKind.FilledWhenDecided,
    };

    /// <summary>CSV text; a tenth of the leads, the newest, has no outcome yet.</summary>
    public static string Csv(ulong seed, int rows, double baseRate)
    {
        var random = new DeterministicRandom(seed, stream: 9);
        var leads = Enumerable.Range(0, rows).Select(row => new Lead(row, rows, baseRate, random)).ToArray();
        var wins = leads.Where(l => l.Decided).GroupBy(l => l.Account).ToDictionary(g => g.Key, g => g.Count(l => l.Won));
        // Numbers given out when the lead is closed: lost leads are closed sooner.
        var numbers = leads.OrderBy(l => (l.Won ? 0.8 : 0) + random.NextNormal()).Select((l, i) => (l.Row, Number: 40_000 + i)).ToDictionary(p => p.Row, p => p.Number);
        var text = new StringBuilder("created_at,account_id,");
        for (var c = 1; c <= Clean; c++) text.Append(CultureInfo.InvariantCulture, $"c{c:00},");
        text.Append("x1,x2,x3,x4,x5,x6,x7,x8,x9,converted\n");
        foreach (var lead in leads)
        {
            List<string> cells = [Day(lead.Day), $"A{lead.Account}", .. CleanCells(lead, random), .. Leaks(lead, wins, numbers, random)];
            text.AppendJoin(',', cells).Append(',').Append(!lead.Decided ? "" : lead.Won ? "yes" : "no").Append('\n');
        }
        return text.ToString();
    }

    internal sealed class Lead
    {
        public int Row { get; }
        public int Day { get; }
        public int Account { get; }
        public double Keen { get; }
        public double Fit { get; }
        public int Source { get; }
        public bool Won { get; }
        public bool Decided { get; }

        public Lead(int row, int rows, double baseRate, DeterministicRandom random)
        {
            Row = row;
            Day = row * 400 / rows;
            Account = random.NextInt(rows / 3);
            Keen = random.NextNormal();
            Fit = random.NextNormal();
            Source = random.NextInt(6);
            var odds = Math.Log(baseRate / (1 - baseRate)) - 0.6 + 1.2 * Keen + 0.6 * Fit + (Source == 2 ? 1.5 : Source == 4 ? -1 : 0) + 0.4 * Math.Sin(Day / 60.0);
            Won = random.NextDouble() < 1 / (1 + Math.Exp(-odds));
            Decided = row < rows * 0.9;
        }
    }

    internal static IEnumerable<string> CleanCells(Lead l, DeterministicRandom r)
    {
        // Strong and honest: time on the site, and a coarser trace of the same interest.
        yield return Number(Math.Exp(0.9 * l.Keen + 0.4 * r.NextNormal()) * 100);
        yield return $"{Math.Max(0, (int)Math.Round(2 + 1.5 * l.Keen + r.NextNormal()))}";
        yield return Number(l.Fit + r.NextNormal());
        yield return $"s{l.Source}";
        // Blank more often for those who care less.
        yield return r.NextDouble() < 0.35 - 0.15 * Math.Clamp(l.Keen, -1, 1) ? "" : $"job{r.NextInt(5)}";
        yield return r.NextDouble() < 0.4 - 0.2 * Math.Clamp(l.Keen, -1, 1) ? "" : Number(50 + 10 * l.Fit + 20 * r.NextNormal());
        yield return l.Keen + r.NextNormal() > 1.5 ? "yes" : "no";
        yield return r.NextDouble() < 0.02 ? "rare" : "usual";
        // A hot source that is nearly always won, and small.
        yield return r.NextDouble() < (l.Won ? 0.03 : 0.0008) ? "referral" : $"w{r.NextInt(3)}";
        // Properties of the week: an interest rate, a price index.
        yield return Number(Math.Round(2 + Math.Sin(l.Day / 60.0), 2));
        yield return Number(100 + l.Day / 30);
        // Campaigns of a month, a little better or worse than one another.
        yield return $"m{l.Day / 30}-{(l.Fit > 0 ? r.NextInt(3) : 1 + r.NextInt(3))}";
        // Dates before the lead, and soon after it.
        yield return Day(l.Day - r.NextInt(200));
        yield return r.NextDouble() < 0.5 ? "" : Day(l.Day + r.NextInt(30));
        // A size that differs in every row, a revenue, a company age.
        yield return $"{(int)(Math.Exp(6 + r.NextNormal()) * 1000) + r.NextInt(1000)}";
        yield return Number(Math.Exp(12 + r.NextNormal()));
        yield return $"{r.NextInt(60)}";
        // Many levels, no meaning.
        yield return $"city{r.NextInt(300)}";
        yield return $"z{r.NextInt(40)}";
        // An account's rate known beforehand: right, and not from these leads.
        yield return Number(Math.Round(0.2 + 0.05 * (l.Account % 7), 3));
        yield return $"{l.Account % 4}";
        // Mostly one value.
        yield return r.NextDouble() < 0.97 ? "0" : $"{1 + r.NextInt(9)}";
        yield return r.NextDouble() < 0.9 ? "" : $"{r.NextInt(20)}";
        for (var c = 24; c <= 26; c++) yield return Number(r.NextNormal());
        for (var c = 27; c <= 28; c++) yield return $"k{r.NextInt(5)}";
        yield return r.NextDouble() < 0.5 ? "true" : "false";
        yield return $"{r.NextInt(1000)}";
    }

    static IEnumerable<string> Leaks(Lead l, Dictionary<int, int> wins, Dictionary<int, int> numbers, DeterministicRandom r)
    {
        var won = l.Decided ? l.Won : r.NextDouble() < 0.2;
        yield return won && r.NextDouble() < 0.5 ? $"{r.NextInt(9000)}" : "";
        yield return r.NextDouble() < (won ? 0.9 : 0.3) ? $"v{r.NextInt(4)}" : "";
        yield return Number((won ? 2.2 : 0) + r.NextNormal());
        yield return Day(l.Day + (won ? 40 + r.NextInt(60) : 20 + r.NextInt(60)));
        yield return r.NextDouble() < 0.04 ? "k0" : won ? $"k{1 + r.NextInt(3)}" : $"k{4 + r.NextInt(4)}";
        yield return $"{numbers[l.Row]}";
        yield return $"{wins.GetValueOrDefault(l.Account)}";
        // Sheets of a fortnight: leads are put on one or another when they are closed, and the next fortnight has others.
        yield return $"b{l.Day / 14 * 6 + (r.NextDouble() < 0.35 ? r.NextInt(6) : won ? r.NextInt(2) : 2 + r.NextInt(4)):X}-{l.Day / 14 * 7919 % 97}";
        yield return l.Decided && r.NextDouble() < 0.6 ? $"n{r.NextInt(6)}" : "";
    }

    static string Number(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);

    static string Day(int day) => new DateOnly(2024, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
