using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Data;

namespace LeadPredict.Qualification.Feedback;

/// <summary>
/// Feedback in a file, one JSON object a line, only ever appended to. What <see cref="Append"/> returned from is on the disk. A line that a crash cut off is a bad line,
/// and takes none with it. Thread safe; several processes may append, each waiting for the other, where the file system has locks.
/// </summary>
/// <param name="path">The file; made when something is first appended.</param>
public sealed class FeedbackFile(string path)
{
    // Lead ids and words are nobody's markup here.
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    const int MostAttempts = 200;
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    readonly Lock _oneAtATime = new();

    /// <summary>Appends all of it, or nothing.</summary>
    /// <exception cref="LeadPredictException">The file cannot be written (LP0830).</exception>
    public void Append(params IReadOnlyList<LeadFeedback> feedback)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var one in feedback)
        {
            using (var json = new Utf8JsonWriter(lines, s_options)) FeedbackJson.Write(json, one);
            lines.Write("\n"u8);
        }
        try
        {
            lock (_oneAtATime)
            {
                using var file = Alone(FileMode.OpenOrCreate, FileAccess.ReadWrite);
                var torn = file.Length > 0 && (file.Seek(-1, SeekOrigin.End), file.ReadByte()).Item2 != '\n';
                file.Seek(0, SeekOrigin.End);
                file.Write(torn ? [(byte)'\n', .. lines.WrittenSpan] : lines.WrittenSpan);
                file.Flush(flushToDisk: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeadPredictException(FeedbackErrors.CannotUse(path), e);
        }
    }

    /// <summary>Everything in the file, in its order.</summary>
    /// <param name="rejected">Lines that are no feedback, with their numbers.</param>
    /// <exception cref="LeadPredictException">The file cannot be read (LP0830).</exception>
    public IReadOnlyList<LeadFeedback> Read(out IReadOnlyList<Diagnostic> rejected)
    {
        var (feedback, bad) = (new List<LeadFeedback>(), new List<Diagnostic>());
        rejected = bad;
        long number = 0;
        try
        {
            using var stream = Alone(FileMode.Open, FileAccess.Read);
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                number++;
                if (line.AsSpan().Trim().IsEmpty) continue;
                if (Read(line, out var problem) is { } one) feedback.Add(one);
                else bad.Add(problem! with { Source = path, Line = number });
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeadPredictException(FeedbackErrors.CannotUse(path), e);
        }
        return feedback;
    }

    // Whoever has the file has it alone, for a moment: another process that appends waits, instead of writing over what came meanwhile.
    FileStream Alone(FileMode mode, FileAccess access)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, mode, access, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (attempt < MostAttempts && e is not (FileNotFoundException or DirectoryNotFoundException))
            {
                Thread.Sleep(s_pause);
            }
        }
    }

    static LeadFeedback? Read(string line, out Diagnostic? problem)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var feedback = FeedbackJson.Read(document.RootElement, DateTimeOffset.MaxValue.AddDays(-2), out var problems);
            problem = problems.Count == 0 ? null : problems[0].Problem with { Message = $"'{problems[0].Key}': {problems[0].Problem.Message}" };
            return feedback;
        }
        catch (JsonException)
        {
            problem = FeedbackErrors.NoObject();
            return null;
        }
    }
}
