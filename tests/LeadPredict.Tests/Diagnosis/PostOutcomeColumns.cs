using System.Globalization;
using System.Text;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Diagnosis;

/// <summary>
/// The thirty clean columns of <see cref="PlantedLeaks"/> and ten that sales writes while a lead is decided, with names that say nothing (f01 …) and at a
/// chosen strength: work after the hand-over, a rating, the last activity, a status, a call's length, an amount, a change of owner, notes, a next step, days
/// since the last touch. Every second is tied to the lead's interest too. Open leads have what nobody has touched yet.
/// </summary>
static class PostOutcomeColumns
{
    public const int Count = 10;

    public static string[] What { get; } = ["work after hand-over", "rating", "last activity", "status", "call length", "amount", "owner changed", "length of notes", "next step", "days since last touch"];

    /// <param name="strength">0.5 is weak, 1 middling, 1.5 strong.</param>
    /// <param name="withOpen">Whether the newest tenth is open; else every lead is decided.</param>
    public static string Csv(ulong seed, int rows, double baseRate, double strength, bool withOpen)
    {
        var random = new DeterministicRandom(seed, stream: 19);
        var text = new StringBuilder("created_at,account_id,");
        for (var c = 1; c <= PlantedLeaks.Clean; c++) text.Append(CultureInfo.InvariantCulture, $"c{c:00},");
        for (var c = 1; c <= Count; c++) text.Append(CultureInfo.InvariantCulture, $"f{c:00},");
        text.Append("converted\n");
        for (var row = 0; row < rows; row++)
        {
            var lead = new PlantedLeaks.Lead(row, rows, baseRate, random);
            var open = withOpen && !lead.Decided;
            text.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2024, 1, 1).AddDays(lead.Day):yyyy-MM-dd},A{lead.Account},");
            text.AppendJoin(',', PlantedLeaks.CleanCells(lead, random)).Append(',');
            text.AppendJoin(',', open ? Untouched : Written(lead, strength, random)).Append(',').Append(open ? "" : lead.Won ? "yes" : "no").Append('\n');
        }
        return text.ToString();
    }

    static readonly string[] Untouched = ["0", "", "created", "10", "0", "", "false", "0", "", "3"];

    static IEnumerable<string> Written(PlantedLeaks.Lead l, double strength, DeterministicRandom r)
    {
        // How far sales got, in standard deviations: from the outcome, and for every second column from the lead's interest too.
        double Far(bool tied) => (l.Won ? 1.2 * strength : 0) + r.NextNormal() + (tied ? 0.5 * l.Keen : 0);
        string Level(double far, params string[] levels) => levels[Math.Clamp((int)Math.Floor((far + 1) / 3.2 * levels.Length), 0, levels.Length - 1)];
        string Whole(double value) => Math.Max(0, (int)Math.Round(value)).ToString(CultureInfo.InvariantCulture);

        yield return Whole(2 + 2 * Far(false));
        yield return r.NextDouble() < 0.35 ? "" : Level(Far(true), "r4", "r3", "r2", "r1", "r0");
        yield return Level(Far(false), "bounce", "none", "mail", "visit", "chat", "call");
        yield return Level(Far(true), "20", "25", "30", "40", "50");
        yield return Whole(Math.Exp(4 + Far(false)));
        yield return r.NextDouble() < (l.Won ? 0.3 + 0.35 * strength : 0.3) ? Whole(1000 * Math.Exp(r.NextNormal())) : "";
        yield return Far(false) > 1 ? "true" : "false";
        yield return Far(true) < 0 ? "0" : Whole(Math.Exp(3 + Far(true)));
        yield return Far(false) < 0.3 ? "" : Level(Far(false), "n1", "n2", "n3");
        yield return Whole(60 - 20 * Far(true));
    }
}
