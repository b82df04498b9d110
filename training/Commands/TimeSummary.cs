using System.Globalization;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using Spectre.Console;
using static System.FormattableString;

namespace LeadPredict.Training.Commands;

/// <summary>What a card says of time, for people: the random split beside the split by time, the model's age, horizons and shift.</summary>
static class TimeSummary
{
    const int ColumnsShown = 8;

    public static void Write(ModelCard card, IAnsiConsole console)
    {
        if (card.OverTime is not { } time) return;
        if (time.Splits is { } splits)
            Line(console, $"AUC on leads at random {splits.Random.Value:F4}, on the newest {splits.Time.Value:F4}: gap {splits.Gap.Value:+0.0000;-0.0000} (95%: {splits.Gap.Low:+0.0000;-0.0000} to {splits.Gap.High:+0.0000;-0.0000}).");
        if (time.Ages.Count > 1) WriteAges(time.Ages, console);
        if (time.Horizons.Count > 0) WriteHorizons(time.Horizons, console);
        if (time.Shift is { } shift)
            Line(console, $"Newest leads against the training leads: told apart with AUC {Number(shift.Value)} ({Number(shift.Low)} to {Number(shift.High)}); 0.5 is no change.");
        var moved = time.Columns.Where(c => c.Moved).ToArray();
        if (moved.Length > 0) WriteColumns(moved, console);
        console.WriteLine();
    }

    public static void WriteColumns(IReadOnlyList<ColumnShift> moved, IAnsiConsole console)
    {
        Line(console, $"Columns that surely moved (population stability index, chance taken off; 0.25 is large):");
        foreach (var column in moved.Take(ColumnsShown)) Line(console, $"  {column.Size:F2} ({column.Low:F2} to {column.High:F2})  {column.Column}");
        if (moved.Count > ColumnsShown) Line(console, $"  … and {moved.Count - ColumnsShown} more (see --json)");
    }

    static void WriteAges(IReadOnlyList<ModelAge> ages, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("learned until", "month", "rows", "positive", "predicted", "AUC", "95% interval");
        foreach (var age in ages)
            table.AddRow(
                Day(age.Origin), Invariant($"{age.Month}"), Invariant($"{age.Rows:N0}"), Invariant($"{age.Observed:P1}"), Invariant($"{age.Predicted:P1}"), Number(age.RocAuc.Value),
                double.IsNaN(age.RocAuc.Low) ? "too few to say" : $"{Number(age.RocAuc.Low)} to {Number(age.RocAuc.High)}");
        console.Write(table);
    }

    static void WriteHorizons(IReadOnlyList<HorizonReport> horizons, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("within", "observed", "predicted", "calibration error", "AUC");
        foreach (var h in horizons)
            table.AddRow(Invariant($"{h.Days:0} days"), Invariant($"{h.Observed:P1}"), Invariant($"{h.Predicted:P1}"), $"{Number(h.Ece.Value)} ({Number(h.Ece.Low)} to {Number(h.Ece.High)})", Number(h.RocAuc.Value));
        console.Write(table);
    }

    static string Day(double days) => new DateTime(2000, 1, 1).AddDays(Math.Floor(days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Number(double value) => double.IsNaN(value) ? "not known" : value.ToString("F4", CultureInfo.InvariantCulture);


    static void Line(IAnsiConsole console, FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
