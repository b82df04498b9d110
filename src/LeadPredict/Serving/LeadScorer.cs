using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// Scores a file of leads in a stream: every column and the order of the rows stay, and <c>sql_probability</c>, <c>grade</c>, <c>percentile</c> and <c>reasons</c> are
/// put after them; rows that cannot be scored go to the rejects (<c>line,column,code,message,row</c>). Cells that a spreadsheet would run as formulas get an apostrophe, unless
/// <see cref="ScoringOptions.KeepFormulas"/>. The same bytes whatever calls it, with any number of threads. Memory is
/// bounded by the longest row. May be used for several files, one after the other and at the same time.
/// </summary>
public sealed class LeadScorer(LeadModel model, ScoringOptions? options = null)
{
    const int Chunk = 64 * 1024;
    const int RowsPerReport = 10_000;

    readonly ScoringOptions _options = options ?? new ScoringOptions();

    /// <summary>The columns that are put after the input's.</summary>
    public static IReadOnlyList<string> AppendedColumns { get; } = ["sql_probability", "grade", "percentile", "reasons"];

    /// <summary>The columns that <see cref="ScoringOptions.Dials"/> adds, from 0 to 100 with one decimal; empty where the model has no column of the kind.</summary>
    public static IReadOnlyList<string> DialColumns { get; } = ["fit", "engagement", "intent", "bant"];

    /// <summary>Scores the rows of <paramref name="reader"/>, which was not read from yet; sets its <see cref="LeadReader.Rejected"/>.</summary>
    /// <param name="output">Gets the scored rows, UTF-8, in the input's separator and line ends; after a header-only input, the header.</param>
    /// <param name="rejects">Gets the rejected rows, the file's text included; null to only count them. Its header is written even when no row is rejected.</param>
    /// <param name="progress">Told after each block of rows.</param>
    /// <exception cref="LeadPredictException">The input cannot be read on, or has no column of the model (LP0175).</exception>
    public ScoringSummary Score(LeadReader reader, Stream output, Stream? rejects = null, IProgress<ScoringProgress>? progress = null, CancellationToken ct = default)
    {
        using var session = new ScoringSession(model, _options, output, rejects);
        session.Append(reader, TextRange.All, progress, ct: ct);
        return session.Finish();
    }

    /// <summary>As <see cref="Score"/> on one thread, but none waits: rows are read one by one as they come, and reading stops while the output is not taken.</summary>
    /// <param name="progress">Told every 10,000 rows.</param>
    public async Task<ScoringSummary> ScoreAsync(
        LeadReader reader, Stream output, Stream? rejects = null, IProgress<ScoringProgress>? progress = null, CancellationToken ct = default)
    {
        var plan = ScoringPlan.For(model, _options with { KeepsRejects = rejects is not null, Gzip = false, NamesInputs = false }, reader);
        var job = new ScoringJob(plan.NewOutput(), new CsvRowWriter(',', "\n"), model.Encoder.FeatureCount) { Plan = plan };
        var scorer = new RowScorer(plan);
        scorer.Into(job);
        reader.Rejected = r => scorer.Reject(r.Diagnostic, r.Text.Span);
        job.Tally.Formulas += plan.WriteHeader(job.Output);
        if (rejects is not null) plan.WriteRejectsHeader(job.Rejects);
        long rows = 0;
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            scorer.Score(reader);
            if (++rows % RowsPerReport == 0) progress?.Report(new(job.Tally.Scored, job.Tally.Rejected));
            if (job.Output.Length >= Chunk) await EmptyAsync(job.Output, output, ct).ConfigureAwait(false);
            if (rejects is not null && job.Rejects.Length >= Chunk) await EmptyAsync(job.Rejects, rejects, ct).ConfigureAwait(false);
        }
        await EmptyAsync(job.Output, output, ct).ConfigureAwait(false);
        if (rejects is not null) await EmptyAsync(job.Rejects, rejects, ct).ConfigureAwait(false);
        progress?.Report(new(job.Tally.Scored, job.Tally.Rejected));
        return ScoringSession.Summary(plan, job.Tally, reader.Notes);

        static async ValueTask EmptyAsync(CsvRowWriter rows, Stream stream, CancellationToken ct)
        {
            await stream.WriteAsync(rows.Written, ct).ConfigureAwait(false);
            rows.Clear();
        }
    }
}
