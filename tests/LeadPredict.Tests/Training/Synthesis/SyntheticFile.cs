using System.Globalization;
using System.Text;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Synthesis;

/// <summary>A synthetic file as a reader sees it: cells by column name. Splits CSV on its own, slowly and plainly.</summary>
sealed class SyntheticFile
{
    readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    SyntheticFile(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Header = Split(lines[0]);
        for (var i = 0; i < Header.Length; i++) _positions.Add(Header[i], i);
        Rows = [.. lines.Skip(1).Select(Split)];
    }

    public string[] Header { get; }
    public IReadOnlyList<string[]> Rows { get; }

    public static byte[] Bytes(SynthesisOptions options)
    {
        using var stream = new MemoryStream();
        LeadSynthesizer.Write(stream, options);
        return stream.ToArray();
    }

    public static SyntheticFile Make(SynthesisOptions options) => new(Encoding.UTF8.GetString(Bytes(options)));

    public string Cell(string[] row, string column) => row[_positions[column]];

    public double Number(string[] row, string column) => double.Parse(Cell(row, column), CultureInfo.InvariantCulture);

    public DateOnly? Day(string[] row, string column) =>
        Cell(row, column) is { Length: > 0 } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    /// <summary>Share of <paramref name="rows"/> that <paramref name="test"/> holds for.</summary>
    public static double Share(IReadOnlyCollection<string[]> rows, Func<string[], bool> test) => rows.Count(test) / (double)rows.Count;

    static string[] Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(c);
        }
        cells.Add(cell.ToString());
        return [.. cells];
    }
}
