using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Scoring;

/// <summary>One scoring from its inputs to its files: hashes what passes, leaves a checkpoint every few seconds, goes on from one, and ends with a manifest.</summary>
sealed class ScoreRun(ScoreRequest request, LeadModel model, Talk talk) : IDisposable
{
    /// <summary>The program's version, as in manifests.</summary>
    public static string Version { get; } = typeof(ScoreRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    readonly List<HashedFile> _done = [];
    readonly string _checkpoint = request.Output is null ? "" : ScoringCheckpoint.PathFor(request.Output);
    readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    readonly long _totalBytes = request.Inputs.TotalBytes();
    long _doneBytes;
    StreamMeter? _meter;
    LeadReader? _standardInput;
    TextRange _range = TextRange.All;
    string _fingerprint = "";

    /// <summary>The path of the manifest that was written; null without one.</summary>
    public string? Manifest { get; private set; }

    public ScoringSummary Run(CancellationToken ct)
    {
        _fingerprint = Fingerprint();
        var from = request.Resume ? Earlier() : null;
        using var output = PartialFile.At(request.Output, from?.OutputBytes ?? 0);
        using var rejects = PartialFile.At(request.Rejects, from?.RejectsBytes ?? 0);
        if (from is null && _checkpoint.Length > 0) ScoringCheckpoint.Delete(_checkpoint);

        var summary = request.Order.IsAsked ? Ranked(output, rejects, ct) : Score(output.Stream, output, rejects, from, ct).Summary;
        talk.Finish();
        ct.ThrowIfCancellationRequested();
        if (summary.RowsRejected > 0 || request.Shard is not null) rejects.Commit();
        if (request is { Manifest: true, Output: not null })
        {
            Manifest = $"{request.Output}.manifest.json";
            AtomicFile.Write(Manifest, ScoringManifest.ToBytes(request, model.Id, model.Sha256, summary, _done, output.Meter, rejects.Meter));
        }
        output.Commit();
        if (_checkpoint.Length > 0) ScoringCheckpoint.Delete(_checkpoint);
        return summary;
    }

    string Fingerprint() => ScoringCheckpoint.Fingerprint([
        Version, model.Sha256, FormattableString.Invariant($"{request.Reasons} {request.Language} {request.Dials} {request.KeepFormulas} {request.Gzip} {request.Shard} {request.Rejects} {request.Qualification?.Hash} {(request.Qualification is null ? "" : request.AsOf)}"), .. request.Inputs.Identities(),
    ]);

    // What is there to go on with; says why when there is nothing.
    ScoringState? Earlier()
    {
        var checkpoint = ScoringCheckpoint.Read(_checkpoint);
        var why = checkpoint is null ? "there is no checkpoint of an earlier run"
            : checkpoint.Of != _fingerprint ? "the checkpoint is of another model, other options, inputs or version"
            : !checkpoint.Fits(request.Output!, request.Rejects) ? "what the earlier run wrote is not there any more" : null;
        if (why is not null)
        {
            talk.Say($"{why}: scoring from the start");
            return null;
        }
        _done.AddRange(checkpoint!.Done);
        _doneBytes = _done.Sum(f => f.Bytes);
        talk.Say(FormattableString.Invariant($"going on after {checkpoint.State.Scored + checkpoint.State.Rejected:N0} rows"));
        return checkpoint.State;
    }

    ScoringSummary Ranked(PartialFile output, PartialFile rejects, CancellationToken ct)
    {
        using var packed = request.Gzip ? new GZipStream(output.Stream, CompressionLevel.Fastest, leaveOpen: true) : null;
        return new RankedScoring(request.Order).Score(spool => Score(spool, null, rejects, null, ct), packed ?? output.Stream, ct);
    }

    // With an output to keep, checkpoints are left.
    (ScoringSummary Summary, CsvDialect Dialect) Score(Stream into, PartialFile? output, PartialFile rejects, ScoringState? from, CancellationToken ct)
    {
        var options = new ScoringOptions
        {
            Reasons = request.Reasons,
            Language = request.Language,
            Dials = request.Dials,
            Qualification = request.Qualification,
            AsOf = request.AsOf,
            Threads = request.Threads,
            KeepFormulas = request.KeepFormulas,
            Gzip = request.Gzip && output is not null,
            NamesInputs = request.Inputs.Paths.Count > 1,
            WritesHeader = request.Shard is null or { Index: 1 },
        };
        using var session = new ScoringSession(model, options, into, rejects.Stream, from);
        Action? written = output is not null && request.CanResume ? () => Checkpoint(session, output, rejects, ifDue: true) : null;
        var dialect = Begin(session);
        try
        {
            for (var i = _done.Count; i < request.Inputs.Paths.Count; i++) Append(session, request.Inputs.Paths[i], written, ct);
        }
        catch (OperationCanceledException) when (written is not null)
        {
            Checkpoint(session, output!, rejects, ifDue: false);
            output!.Keep();
            rejects.Keep();
            talk.Say("interrupted; the same command with --resume goes on from here");
            throw;
        }
        return (session.Finish(), dialect);
    }

    // The columns of the first input are those of the output, also where an earlier run has read it. Standard input is opened once.
    CsvDialect Begin(ScoringSession session)
    {
        if (request.Inputs.IsStandardInput) return OpenStandardInput(session);
        using var file = LeadFile.Open(request.Inputs.Paths[0]);
        using var first = file.OpenReader();
        session.Begin(first);
        return file.Dialect;
    }

    CsvDialect OpenStandardInput(ScoringSession session)
    {
        _meter = new StreamMeter();
        _standardInput = LeadReader.FromStream(_meter.Around(Console.OpenStandardInput()), "standard input");
        session.Begin(_standardInput);
        return _standardInput.Dialect;
    }

    void Append(ScoringSession session, string path, Action? written, CancellationToken ct)
    {
        using var file = _standardInput is null ? LeadFile.Open(path) : null;
        using var meter = _meter ?? new StreamMeter();
        _meter = meter;
        using var reader = _standardInput ?? file!.OpenReader(meter);
        if (request.Shard is { } shard) _range = file!.Part(shard.Index, shard.Count);
        session.Append(reader, _range, new ScoringTalk(talk, ShareRead), written, ct);
        if (request is { Manifest: true, Output: not null }) reader.SkipToEnd();
        _doneBytes += meter.Bytes;
        _done.Add(new HashedFile(path, meter.Bytes, meter.Sha256));
        _meter = null;
    }

    // Of a part of a file, by its own bytes; what lies before it is only stepped over.
    double ShareRead()
    {
        double read = _doneBytes + (_meter?.Bytes ?? 0), from = 0, until = _totalBytes;
        if (request.Shard is not null) (from, until) = (_range.From, Math.Min(_range.Until, _totalBytes));
        return until > from && until <= _totalBytes ? Math.Clamp((read - from) / (until - from), 0, 1) : double.NaN;
    }

    void Checkpoint(ScoringSession session, PartialFile output, PartialFile rejects, bool ifDue)
    {
        if (ifDue && _sinceCheckpoint.Elapsed < request.CheckpointEvery) return;
        if (session.State() is not { } state) return;
        output.Flush();
        rejects.Flush();
        new ScoringCheckpoint(_fingerprint, [.. _done], state).Write(_checkpoint);
        _sinceCheckpoint.Restart();
    }

    public void Dispose()
    {
        _standardInput?.Dispose();
        _meter?.Dispose();
    }
}
