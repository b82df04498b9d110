using System.Globalization;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.Training.Scoring;

/// <summary>Which of the orders that need the whole file are asked for.</summary>
/// <param name="Rank">Add a column <c>rank</c>: 1 for the most probable lead; leads of the same probability share the best rank.</param>
/// <param name="Sort">Best first; the file's order among equals.</param>
/// <param name="Top">Only so many, best first; null for all.</param>
sealed record RankedOrder(bool Rank, bool Sort, int? Top)
{
    public bool IsAsked => Rank || Sort || Top is not null;
}

/// <summary>
/// Scores into a temporary file as usual, then writes its rows again in the order asked for: ranks need every probability, an order needs the
/// rows themselves.
/// </summary>
sealed class RankedScoring(RankedOrder order)
{
    /// <param name="score">Scores into a stream, and says what came of it and in which dialect.</param>
    public ScoringSummary Score(Func<Stream, (ScoringSummary, CsvDialect)> score, Stream output, CancellationToken ct)
    {
        var spool = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose);
        using (spool)
        {
            var (summary, dialect) = score(spool);
            spool.Flush();
            using var scored = LeadFile.Open(spool.Name, new CsvDialectOptions { Separator = dialect.Separator, Encoding = TextEncoding.Utf8 });
            Write(scored, output, summary, dialect, ct);
            return summary;
        }
    }

    void Write(LeadFile scored, Stream output, ScoringSummary summary, CsvDialect dialect, CancellationToken ct)
    {
        var newLine = dialect.LineEnding switch { LineEnding.CrLf => "\r\n"u8.ToArray(), LineEnding.Cr => "\r"u8.ToArray(), _ => "\n"u8.ToArray() };
        var separator = (byte)dialect.Separator;
        var probabilities = Probabilities(scored, summary);
        // The indices of the rows, best first; equal ones in file order, so that the same file gives the same list.
        var best = Enumerable.Range(0, probabilities.Length).OrderByDescending(i => probabilities[i]).ToArray();
        var rankOf = Ranks(probabilities, best);
        WriteHeader(scored, output, separator, newLine, summary);

        var count = order.Top is { } top ? Math.Min(top, best.Length) : best.Length;
        var reorder = order.Sort || order.Top is not null;
        var place = new int[best.Length];
        for (var i = 0; i < best.Length; i++) place[best[i]] = i;
        var kept = reorder ? new byte[count][] : [];
        using var rows = scored.OpenReader();
        for (var row = 0; rows.Read(); row++)
        {
            if (row % 1000 == 0) ct.ThrowIfCancellationRequested();
            if (!reorder) WriteRow(rows.RawRow, rankOf[row]);
            else if (place[row] < count) kept[place[row]] = rows.RawRow.ToArray();
        }
        for (var i = 0; i < kept.Length; i++) WriteRow(kept[i], rankOf[best[i]]);

        void WriteRow(ReadOnlySpan<byte> raw, int rank)
        {
            output.Write(raw.TrimEnd("\r\n"u8));
            if (order.Rank)
            {
                output.WriteByte(separator);
                output.Write(Encoding.ASCII.GetBytes(rank.ToString(CultureInfo.InvariantCulture)));
            }
            output.Write(newLine);
        }
    }

    static double[] Probabilities(LeadFile scored, ScoringSummary summary)
    {
        var column = scored.Header.ToList().IndexOf(summary.AppendedColumns[0]);
        var result = new double[summary.RowsScored];
        using var rows = scored.OpenReader();
        for (var row = 0; rows.Read(); row++)
            result[row] = double.Parse(rows.Field(column), NumberStyles.Float, CultureInfo.InvariantCulture);
        return result;
    }

    static int[] Ranks(double[] probabilities, int[] best)
    {
        var ranks = new int[best.Length];
        for (var i = 0; i < best.Length; i++)
            ranks[best[i]] = i > 0 && probabilities[best[i]] == probabilities[best[i - 1]] ? ranks[best[i - 1]] : i + 1;
        return ranks;
    }

    void WriteHeader(LeadFile scored, Stream output, byte separator, byte[] newLine, ScoringSummary summary)
    {
        using var lines = new StreamReader(new FileStream(scored.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var header = HeaderText(lines);
        output.Write(Encoding.UTF8.GetBytes(header));
        if (order.Rank)
        {
            output.WriteByte(separator);
            var name = scored.Header.Contains("rank", StringComparer.OrdinalIgnoreCase) ? "rank_2" : "rank";
            output.Write(Encoding.UTF8.GetBytes(name));
        }
        output.Write(newLine);
    }

    // The first record's text: a line break inside quotes does not end it.
    static string HeaderText(StreamReader lines)
    {
        var text = new StringBuilder();
        var quoted = false;
        for (int c; (c = lines.Read()) >= 0;)
        {
            if (c == '"') quoted = !quoted;
            if (!quoted && (c is '\n' or '\r')) break;
            text.Append((char)c);
        }
        return text.ToString();
    }
}
