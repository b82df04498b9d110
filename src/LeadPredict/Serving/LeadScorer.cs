using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// Scores a file of leads in a stream: every column and the order of the rows stay, and <c>sql_probability</c>, <c>grade</c>, <c>percentile</c> and <c>reasons</c> are
/// put after them; rows that cannot be scored go to the rejects (<c>line,column,code,message,row</c>). The same bytes whatever calls it. Memory is
/// bounded by the longest row. May be used for several files, one after the other and at the same time.
/// </summary>
public sealed class LeadScorer(LeadModel model, ScoringOptions? options = null)
{
    const int Chunk = 64 * 1024;
    const int RowsPerReport = 10_000;

    readonly ScoringOptions _options = options ?? new ScoringOptions();

    /// <summary>The columns that are put after the input's.</summary>
    public static IReadOnlyList<string> AppendedColumns { get; } = ["sql_probability", "grade", "percentile", "reasons"];

    /// <summary>Scores the rows of <paramref name="reader"/> from where it stands; sets its <see cref="LeadReader.Rejected"/>.</summary>
    /// <param name="output">Gets the scored rows, UTF-8, in the input's separator and line ends; after a header-only input, the header.</param>
    /// <param name="rejects">Gets the rejected rows, the file's text included; null to only count them. Its header is written even when no row is rejected.</param>
    /// <param name="progress">Told every 10,000 rows.</param>
    /// <exception cref="LeadPredictException">The input cannot be read on, or has no column of the model (LP0175).</exception>
    public ScoringSummary Score(LeadReader reader, Stream output, Stream? rejects = null, IProgress<ScoringProgress>? progress = null, CancellationToken ct = default)
    {
        var run = new ScoringRun(model, _options, reader, rejects is not null);
        long rows = 0;
        while (reader.Read())
        {
            run.ScoreRow();
            if (++rows % 1000 == 0) ct.ThrowIfCancellationRequested();
            if (rows % RowsPerReport == 0) progress?.Report(run.Progress);
            if (run.Output.Written.Length >= Chunk) Empty(run.Output, output);
            if (rejects is not null && run.Rejects.Written.Length >= Chunk) Empty(run.Rejects, rejects);
        }
        Empty(run.Output, output);
        if (rejects is not null) Empty(run.Rejects, rejects);
        progress?.Report(run.Progress);
        return run.Finish();

        static void Empty(CsvRowWriter rows, Stream stream)
        {
            stream.Write(rows.Written.Span);
            rows.Clear();
        }
    }

    /// <summary>As <see cref="Score"/>, but no thread waits: reading stops while the output is not taken.</summary>
    public async Task<ScoringSummary> ScoreAsync(
        LeadReader reader, Stream output, Stream? rejects = null, IProgress<ScoringProgress>? progress = null, CancellationToken ct = default)
    {
        var run = new ScoringRun(model, _options, reader, rejects is not null);
        long rows = 0;
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            run.ScoreRow();
            if (++rows % RowsPerReport == 0) progress?.Report(run.Progress);
            if (run.Output.Written.Length >= Chunk) await EmptyAsync(run.Output, output, ct).ConfigureAwait(false);
            if (rejects is not null && run.Rejects.Written.Length >= Chunk) await EmptyAsync(run.Rejects, rejects, ct).ConfigureAwait(false);
        }
        await EmptyAsync(run.Output, output, ct).ConfigureAwait(false);
        if (rejects is not null) await EmptyAsync(run.Rejects, rejects, ct).ConfigureAwait(false);
        progress?.Report(run.Progress);
        return run.Finish();

        static async ValueTask EmptyAsync(CsvRowWriter rows, Stream stream, CancellationToken ct)
        {
            await stream.WriteAsync(rows.Written, ct).ConfigureAwait(false);
            rows.Clear();
        }
    }
}
