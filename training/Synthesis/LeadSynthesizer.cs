using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// Writes an invented B2B history of leads whose true probability is known: the same options give the same bytes on every machine,
/// and the bytes of a row do not depend on whether the truth is printed. Coefficients are in <see cref="CausalModel"/>,
/// the order of drawing in <see cref="LeadDrawing"/> and <see cref="Funnel"/>; data/README.md tells it for people.
/// <code>
/// seed, account number -> SyntheticAccount \
/// seed, row number     -> what is known at the snapshot -> CausalModel -> P -> outcome -> Funnel, cut off at the export
/// </code>
/// Rows are in the order of creation but for leads entered twice. Memory does not grow with the rows. Thread safe.
/// </summary>
public static class LeadSynthesizer
{
    /// <summary>One row in 200 is a lead of before, entered again.</summary>
    public const double DuplicateShare = .005;
    const int DuplicateReach = 40;
    // Open leads have ids and random streams away from those of the history.
    const long OpenOffset = 9_000_000;
    // Numbers of their own for lost deals: what else is drawn for a lead does not depend on them.
    const ulong LostDeals = 1UL << 40;
    const ulong Snapshots = 1UL << 41;
    // Leads created by month and by weekday (Sunday first), relative: August and December are slow, weekends quiet.
    static readonly double[] s_monthVolume = [1.0, 1.05, 1.1, 1.0, 1.0, .95, .8, .6, 1.1, 1.15, 1.05, .65];
    static readonly double[] s_weekdayVolume = [.2, 1.1, 1.15, 1.1, 1.05, .9, .25];

    /// <summary>Writes header and rows to <paramref name="utf8"/>, which stays open.</summary>
    /// <exception cref="ArgumentException">The options are not usable; see <see cref="SynthesisOptions.Validate"/>.</exception>
    public static void Write(Stream utf8, SynthesisOptions options, CancellationToken ct = default)
    {
        if (options.Validate() is { Count: > 0 } problems) throw new ArgumentException(string.Join(' ', problems), nameof(options));

        var entries = SyntheticSchema.Entries(options.WithTruth);
        var writer = new Utf8RowWriter(utf8);
        foreach (var entry in entries) writer.Text(entry.Column.Name);
        writer.EndRow();
        var rows = 0;
        foreach (var lead in Leads(options))
        {
            if (rows++ % 1000 == 0) ct.ThrowIfCancellationRequested();
            if (options.Snapshots.Count == 0) Row(lead);
            foreach (var age in options.Snapshots) Row(EarlierSnapshots.At(new DeterministicRandom(options.Seed, Snapshots + (ulong)lead.Id), lead, age));
        }
        writer.Flush();

        void Row(SyntheticLead lead)
        {
            foreach (var entry in entries) entry.Write(writer, lead);
            writer.EndRow();
        }
    }

    /// <summary>The rows, one after the other.</summary>
    internal static IEnumerable<SyntheticLead> Leads(SynthesisOptions options)
    {
        var first = options.From.DayNumber;
        if (options.OpenOnly) first = Math.Max(first, options.To.DayNumber - SynthesisOptions.OpenDays + 1);
        var days = new CreationDays(first, options.To.DayNumber, options.Rows);
        // About 2.2 leads an account; the open ones are spread over more of the accounts that the history knows.
        var accounts = (int)Math.Min(options.OpenOnly ? options.Rows * 4.5 : options.Rows * .45, 900_000) + 1;
        var recent = new SyntheticLead[DuplicateReach];

        for (var row = 0; row < options.Rows; row++)
        {
            var number = options.OpenOnly ? OpenOffset + row + 1 : row + 1L;
            var random = new DeterministicRandom(options.Seed, (ulong)number);
            SyntheticLead lead;
            if (random.Chance(DuplicateShare) && row > 0)
            {
                var before = 1 + random.NextInt(Math.Min(row, DuplicateReach));
                lead = recent[(row - before) % DuplicateReach] with { Id = number, EnteredTwice = true };
            }
            else
            {
                lead = Draw(random, options, number, days.Next(row), accounts);
            }
            recent[row % DuplicateReach] = lead;
            yield return lead;
        }
    }

    static SyntheticLead Draw(DeterministicRandom random, SynthesisOptions options, long number, int createdDay, int accounts)
    {
        var u = random.NextDouble();
        var account = SyntheticAccount.Draw(options.Seed, (int)(u * Math.Sqrt(Math.Sqrt(u)) * accounts));
        var lead = LeadDrawing.Draw(random, account, number, createdDay, options.To.DayNumber);
        lead = lead with { TrueMillionths = CausalModel.Millionths(lead) };
        if (options.OpenOnly) return lead with { History = Funnel.DrawOpen(random, lead) };
        var exportDay = options.ExportDay.DayNumber;
        var history = Funnel.Draw(random, lead, exportDay);
        return lead with { History = Funnel.WithLostDeal(new DeterministicRandom(options.Seed, LostDeals + (ulong)number), history, exportDay) };
    }

    /// <summary>Spreads the rows over the days by their volume, growing by a quarter over two years; days are asked for in order.</summary>
    sealed class CreationDays(int firstDay, int lastDay, int rows)
    {
        readonly double _perRow = Total(firstDay, lastDay) / rows;
        int _day = firstDay;
        double _through = Volume(firstDay);

        public int Next(int row)
        {
            while (_day < lastDay && _through < (row + .5) * _perRow) _through += Volume(++_day);
            return _day;
        }

        static double Total(int firstDay, int lastDay)
        {
            var sum = 0.0;
            for (var day = firstDay; day <= lastDay; day++) sum += Volume(day);
            return sum;
        }

        static double Volume(int day)
        {
            var date = DateOnly.FromDayNumber(day);
            return s_monthVolume[date.Month - 1] * s_weekdayVolume[(int)date.DayOfWeek] * (1 + .25 * CausalModel.Age(day));
        }
    }
}
