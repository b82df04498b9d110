namespace LeadPredict.Training.Synthesis;

/// <summary>What history to make. Equal options give equal bytes on every machine.</summary>
public sealed record SynthesisOptions
{
    /// <summary>The first day of the shipped history; drift is measured from here whatever <see cref="From"/> says.</summary>
    public static DateOnly HistoryStart { get; } = new(2024, 10, 1);
    /// <summary>The days after creation within which a lead becomes an SQL or does not.</summary>
    public const int HorizonDays = 90;
    /// <summary>How many days back the leads of an <see cref="OpenOnly"/> file go.</summary>
    public const int OpenDays = 35;

    /// <summary>Leads to write, 1 or more.</summary>
    public int Rows { get; init; } = 20_000;
    /// <summary>Names the company whose history this is: its accounts, people and luck. The causal model is the same for all.</summary>
    public ulong Seed { get; init; } = 42;
    /// <summary>Adds the last column, <c>true_probability</c>; nothing else changes.</summary>
    public bool WithTruth { get; init; }
    /// <summary>Only leads of the last weeks that nobody has accepted or turned down yet.</summary>
    public bool OpenOnly { get; init; }
    /// <summary>Days after creation at which each lead is shown, one row each, ascending; empty shows each once, at the day on which marketing qualifies.</summary>
    public IReadOnlyList<int> Snapshots { get; init; } = [];
    /// <summary>First day on which leads are created.</summary>
    public DateOnly From { get; init; } = HistoryStart;
    /// <summary>Last day on which leads are created; the export is taken on the next morning.</summary>
    public DateOnly To { get; init; } = new(2026, 9, 30);

    /// <summary>The day of the export: nothing in the file happens on it or later.</summary>
    public DateOnly ExportDay => To.AddDays(1);

    /// <summary>Everything that is wrong with the options; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Rows < 1) problems.Add("rows must be 1 or more.");
        if (Snapshots.Any(d => d is < 0 or > 365)) problems.Add("snapshots must be 0 to 365 days after creation.");
        if (To < From) problems.Add("the last day must not be before the first day.");
        if (From < HistoryStart) problems.Add("the first day must not be before 2024-10-01, where the causal model begins.");
        if (To > HistoryStart.AddYears(10)) problems.Add("the last day must not be after 2034-10-01.");
        return problems;
    }
}
