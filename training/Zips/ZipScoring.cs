using System.IO.Compression;
using LeadPredict.Data;
using LeadPredict.MLNet;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Scoring;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Zips;

/// <summary><c>leadpredict score --model PATH.zip</c>: the files, flags and manifest of any scoring, with an ML.NET model, which gives no reasons.</summary>
sealed class ZipScoring(ScoreRequest request, ZipModel model, Talk talk)
{
    readonly List<HashedFile> _done = [];

    /// <summary>The path of the manifest that was written; null without one.</summary>
    public string? Manifest { get; private set; }

    /// <exception cref="LeadPredictException">The request asks for what a zip does not have (LP0959).</exception>
    public ScoringSummary Run(CancellationToken ct)
    {
        if (request.Dials) throw ZipErrors.NotAsked("--dials");
        if (request.Qualification is not null) throw ZipErrors.NotAsked("--qualification");
        if (request.Shard is not null) throw ZipErrors.NotAsked("--shard");
        if (request.Resume) throw ZipErrors.NotAsked("--resume");
        using var output = PartialFile.At(request.Output);
        using var rejects = PartialFile.At(request.Rejects);
        ScoringSummary summary;
        using (var packed = request.Gzip ? new GZipStream(output.Stream, CompressionLevel.Fastest, leaveOpen: true) : null)
        {
            var into = packed ?? output.Stream;
            summary = request.Order.IsAsked ? new RankedScoring(request.Order).Score(spool => Score(spool, rejects, ct), into, ct) : Score(into, rejects, ct).Summary;
        }
        talk.Finish();
        if (summary.RowsRejected > 0) rejects.Commit();
        if (request is { Manifest: true, Output: not null })
        {
            output.Stream.Flush();
            Manifest = $"{request.Output}.manifest.json";
            AtomicFile.Write(Manifest, ScoringManifest.ToBytes(request, model.Id, model.Sha256, summary, _done, output.Meter, rejects.Meter));
        }
        output.Commit();
        return summary;
    }

    (ScoringSummary Summary, CsvDialect Dialect) Score(Stream into, PartialFile rejects, CancellationToken ct)
    {
        var scorer = new ZipScorer(model, new ScoringOptions { Threads = request.Threads, KeepFormulas = request.KeepFormulas, NamesInputs = request.Inputs.Paths.Count > 1 }, into, rejects.Stream);
        CsvDialect? dialect = null;
        foreach (var path in request.Inputs.Paths)
        {
            using var meter = new StreamMeter();
            using var file = request.Inputs.IsStandardInput ? null : LeadFile.Open(path);
            using var reader = file?.OpenReader(meter) ?? LeadReader.FromStream(meter.Around(Console.OpenStandardInput()), "standard input");
            dialect ??= reader.Dialect;
            scorer.Append(reader, new ScoringTalk(talk, () => double.NaN), ct);
            if (request is { Manifest: true, Output: not null }) reader.SkipToEnd();
            _done.Add(new HashedFile(path, meter.Bytes, meter.Sha256));
        }
        return (scorer.Finish(), dialect!);
    }
}
