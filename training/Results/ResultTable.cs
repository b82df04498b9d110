using System.Globalization;
using LeadPredict.Qualification.Planning;

namespace LeadPredict.Training.Results;

/// <summary>How the values of a column are written for people.</summary>
enum CellKind
{
    Text,
    Count,
    /// <summary>One decimal.</summary>
    Number,
    /// <summary>Four decimals.</summary>
    Precise,
    /// <summary>Two decimals.</summary>
    Ratio,
    Percent,
    /// <summary>To the cent; the ends of intervals in whole units.</summary>
    Money,
}

/// <summary>A column of a result.</summary>
/// <param name="Key">Its name in JSON and CSV.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Kind">How its values are written.</param>
sealed record ResultColumn(string Key, string Title, CellKind Kind = CellKind.Text)
{
    /// <summary>Whether it is for programs alone: in JSON and CSV, on no screen and no page.</summary>
    public bool IsData { get; init; }
}

/// <summary>
/// A table that is printed, written as JSON and CSV, and put on a page, from the same values: text, numbers, decimal amounts, booleans, <see cref="Expected"/> values with
/// their interval, or null.
/// </summary>
sealed class ResultTable(string key, string title, params ResultColumn[] columns)
{
    public string Key => key;
    public string Title => title;
    public IReadOnlyList<ResultColumn> Columns => columns;
    public List<object?[]> Rows { get; } = [];
    /// <summary>A sentence under it for people; null for none.</summary>
    public string? Note { get; init; }
    /// <summary>Rows that people see before "and N more"; all are in JSON and CSV.</summary>
    public int MostShown { get; init; } = 60;
    /// <summary>Whether it is for programs alone, people being shown the same in another form.</summary>
    public bool IsData { get; init; }
    /// <summary>Whether it is for people alone.</summary>
    public bool IsView { get; init; }

    /// <summary>Positions of the columns that people see.</summary>
    public IReadOnlyList<int> Shown { get; } = [.. Enumerable.Range(0, columns.Length).Where(c => !columns[c].IsData)];

    public void Add(params object?[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"A row of '{key}' has {columns.Length} cells, not {cells.Length}.", nameof(cells));
        Rows.Add(cells);
    }

    /// <summary>A value as people read it; a dash for none.</summary>
    public static string Show(object? value, CellKind kind) => value switch
    {
        null => "–",
        string text => text,
        bool yes => yes ? "yes" : "no",
        Expected e when double.IsNaN(e.Value) => "–",
        // A sure value needs no interval.
        Expected e when double.IsNaN(e.Low) || (e.Low == e.Value && e.High == e.Value) => Show(e.Value, kind),
        Expected e => $"{Show(e.Value, kind)} ({Whole(e.Low, kind)} to {Whole(e.High, kind)})",
        IFormattable number when kind == CellKind.Text => number.ToString(null, CultureInfo.InvariantCulture),
        decimal amount => amount.ToString(kind == CellKind.Money ? "N2" : "N0", CultureInfo.InvariantCulture),
        double number => Show(number, kind),
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    static string Show(double value, CellKind kind) => double.IsNaN(value) ? "–" : double.IsPositiveInfinity(value) ? "no limit" : kind switch
    {
        CellKind.Percent => value.ToString("P1", CultureInfo.InvariantCulture),
        CellKind.Precise => value.ToString("F4", CultureInfo.InvariantCulture),
        CellKind.Number => value.ToString("N1", CultureInfo.InvariantCulture),
        CellKind.Money or CellKind.Ratio => value.ToString("N2", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    // The unit stands with the value already.
    static string Whole(double value, CellKind kind) => kind switch
    {
        CellKind.Money => Show(value, Math.Abs(value) < 100 ? CellKind.Money : CellKind.Count),
        CellKind.Percent => Show(100 * value, CellKind.Number),
        _ => Show(value, kind),
    };
}

/// <summary>One figure of a result.</summary>
/// <param name="Key">Its name in JSON.</param>
/// <param name="Title">Its name for people; null for programs alone.</param>
/// <param name="Value">As in a <see cref="ResultTable"/>.</param>
/// <param name="Kind">How it is written.</param>
sealed record ResultFact(string Key, string? Title, object? Value, CellKind Kind = CellKind.Text);
