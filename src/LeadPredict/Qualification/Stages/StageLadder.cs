using LeadPredict.Data;

namespace LeadPredict.Qualification.Stages;

/// <summary>A rung of the funnel.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Column">The column that holds the day on which a lead entered it.</param>
public sealed record StageRung(string Name, string Column);

/// <summary>The stages of a funnel in order, with the columns that date them. Immutable.</summary>
/// <param name="Rungs">From the first to the last; at least two.</param>
/// <param name="DroppedColumn">The day on which a lead was turned down; null where it is not kept.</param>
/// <param name="ReasonColumn">Why; null where it is not kept.</param>
public sealed record StageLadder(IReadOnlyList<StageRung> Rungs, string? DroppedColumn, string? ReasonColumn)
{
    /// <summary>The stages of the rules that a date column tells; <see cref="In"/> leaves out what a file does not have.</summary>
    public static StageLadder Of(QualificationRules rules) =>
        new([.. rules.Stages.Where(s => s.Column is not null).Select(s => new StageRung(s.Name, s.Column!))], rules.Exit?.Column, rules.Exit?.ReasonColumn);

    /// <summary>
    /// The rungs that the file dates. Where it does not date the ladder's first, the lead's creation is the first: "lead", by <c>created_at</c>.
    /// </summary>
    /// <exception cref="LeadPredictException">Fewer than two rungs are dated (LP0904).</exception>
    public StageLadder In(LeadFile file)
    {
        var rungs = Rungs.Where(r => FileColumns.Find(file, r.Column) >= 0).ToList();
        var created = FileColumns.Find(file, "created_at", "created");
        if (created >= 0 && (rungs.Count == 0 || rungs[0] != Rungs[0]) && !rungs.Exists(r => FileColumns.Find(file, r.Column) == created)) rungs.Insert(0, new StageRung("lead", file.Header[created]));
        if (rungs.Count < 2)
            throw new LeadPredictException(new Diagnostic(file.Path, file.HeaderLine, 0, "LP0904", $"the file dates fewer than two stages. Name the columns that hold the day of each: {string.Join(", ", Rungs.Select(r => r.Column))}, after created_at."));
        return new StageLadder(rungs, Known(DroppedColumn), Known(ReasonColumn));

        string? Known(string? column) => column is not null && FileColumns.Find(file, column) >= 0 ? column : null;
    }

    /// <summary>The place of the rung with this name, without case; -1 for none.</summary>
    public int Find(string name)
    {
        for (var i = 0; i < Rungs.Count; i++)
            if (Rungs[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
