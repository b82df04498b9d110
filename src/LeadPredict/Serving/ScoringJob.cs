using System.IO.Compression;
using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>Some rows on their way from the input to the output: what was read, then what is to be written. One thread at a time has it.</summary>
sealed class ScoringJob(CsvRowWriter output, CsvRowWriter rejects, int features)
{
    TaskCompletionSource _done = new();
    MemoryStream? _packed;

    public RowBlock Block { get; } = new();
    public CsvRowWriter Output { get; } = output;
    public CsvRowWriter Rejects { get; } = rejects;
    public ScoringTally Tally { get; } = new(features);
    public required ScoringPlan Plan { get; set; }
    /// <summary>Where the input goes on after these rows; -1 where a later pass cannot start.</summary>
    public long EndOffset { get; set; }
    public long EndLine { get; set; }
    public Exception? Error { get; set; }

    /// <summary>The rows of output as they are stored.</summary>
    public ReadOnlyMemory<byte> Stored => _packed is null ? Output.Written : _packed.GetBuffer().AsMemory(0, (int)_packed.Length);

    public bool IsDone => _done.Task.IsCompleted;

    public void Wait(CancellationToken ct) => _done.Task.Wait(ct);

    public void Finish() => _done.SetResult();

    public void Clear()
    {
        _done = new();
        Output.Clear();
        Rejects.Clear();
        Tally.Clear();
        Error = null;
        _packed?.SetLength(0);
    }

    /// <summary>Packs the output as a gzip member of its own: members one after another are a gzip file.</summary>
    public void Pack()
    {
        _packed ??= new MemoryStream();
        _packed.SetLength(0);
        if (Output.Length > 0) Pack(Output.Written.Span, _packed);
    }

    public static void Pack(ReadOnlySpan<byte> text, Stream into)
    {
        using var gzip = new GZipStream(into, CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(text);
    }
}
