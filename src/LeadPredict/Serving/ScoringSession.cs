using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// One output of scored rows, made of one input or of several with the same columns, which can be left at any checkpoint and gone on with: the bytes are
/// the same, and the same for any number of threads. The input is cut into blocks of whole rows; threads score blocks, and this one reads and writes, in order. A bounded number
/// of blocks is under way, so memory does not grow with the input. Not thread safe.
/// </summary>
public sealed class ScoringSession : IDisposable
{
    /// <summary>So many records are read here before blocks are tried again, when the text at hand cannot be cut.</summary>
    const int RecordsInOrder = 64;

    readonly LeadModel _model;
    readonly ScoringOptions _options;
    readonly Stream _output;
    readonly Stream? _rejects;
    readonly ScoringTally _tally;
    readonly ScoringTeam _team;
    readonly Queue<ScoringJob> _underWay = new();
    readonly Stack<ScoringJob> _idle = new();
    readonly List<Diagnostic> _notes = [];
    readonly bool _goesOn;
    ScoringPlan? _first;
    ScoringPlan _plan = null!;
    RowScorer _inOrder = null!;
    int _jobs;
    ScoringState _place;

    /// <summary>Starts an output, or goes on with one.</summary>
    /// <param name="output">Gets the scored rows; where an output is gone on with, it stands at that state's <see cref="ScoringState.OutputBytes"/>.</param>
    /// <param name="rejects">Gets the rejected rows; null to only count them.</param>
    /// <param name="from">The state to go on from; null for a new output.</param>
    public ScoringSession(LeadModel model, ScoringOptions options, Stream output, Stream? rejects, ScoringState? from = null)
    {
        _model = model;
        _options = options with { KeepsRejects = rejects is not null };
        _output = output;
        _rejects = rejects;
        _goesOn = from is not null;
        _place = from ?? new ScoringState();
        _tally = from is null ? new ScoringTally(model.Encoder.FeatureCount) : ScoringTally.Of(from, model.Encoder.FeatureCount);
        _notes.AddRange(_place.Notes);
        _team = new ScoringTeam(Math.Max(1, options.Threads));
    }

    /// <summary>Rows so far.</summary>
    public ScoringProgress Progress => new(_tally.Scored, _tally.Rejected);

    /// <summary>
    /// Where the output stands now, all that was scored being written. Null where no later pass could go on: within a line without end.
    /// </summary>
    public ScoringState? State()
    {
        if (_place.Offset < 0) return null;
        var state = new ScoringState
        {
            Offset = _place.Offset,
            Line = _place.Line,
            InputsDone = _place.InputsDone,
            OutputBytes = _place.OutputBytes,
            RejectsBytes = _place.RejectsBytes,
            Notes = [.. _notes],
        };
        _tally.Save(state);
        return state;
    }

    /// <summary>
    /// Says what the output's columns are, by the first input; <see cref="Append"/> does it for that input. To go on with a later input, the first one must be
    /// opened for this all the same.
    /// </summary>
    public void Begin(LeadReader first)
    {
        _first = ScoringPlan.For(_model, _options, first);
        if (_goesOn || !_options.WritesHeader) return;
        var output = _first.NewOutput();
        _tally.Formulas += _first.WriteHeader(output);
        if (_options.Gzip)
        {
            using var packed = new MemoryStream();
            ScoringJob.Pack(output.Written.Span, packed);
            WriteOutput(packed.ToArray());
        }
        else WriteOutput(output.Written.Span);
        if (_rejects is null) return;
        var rejects = new CsvRowWriter(',', "\n");
        _first.WriteRejectsHeader(rejects);
        WriteRejects(rejects.Written.Span);
    }

    /// <summary>Scores the rows of an input, from its first or from where the state that is gone on with stood; sets its <see cref="LeadReader.Rejected"/>.</summary>
    /// <param name="input">Not read from yet.</param>
    /// <param name="range">Which of its rows; <see cref="TextRange.All"/> for all.</param>
    /// <param name="progress">Told after each block.</param>
    /// <param name="written">Called on this thread after blocks were written; <see cref="State"/> may be asked then.</param>
    /// <exception cref="LeadPredictException">The input cannot be read on, has no column of the model (LP0175), or other columns than the first (LP0180).</exception>
    public void Append(LeadReader input, TextRange range, IProgress<ScoringProgress>? progress = null, Action? written = null, CancellationToken ct = default)
    {
        if (_first is null) Begin(input);
        _plan = _first!.Input == input ? _first : _first.ForNext(input);
        _inOrder = new RowScorer(_plan);
        if (_place.Offset > 0) input.StartAt(_place.Offset, _place.Line);
        StepOver(input, range.From, ct);
        input.Rejected = r => _inOrder.Reject(r.Diagnostic, r.Text.Span);
        while (input.NextOffset < range.Until)
        {
            ct.ThrowIfCancellationRequested();
            var job = IdleJob(progress, written, ct);
            if (!Fill(job, input, range.Until)) break;
            while (_underWay.TryPeek(out var oldest) && oldest.IsDone) Write(_underWay.Dequeue(), progress, written);
        }
        while (_underWay.TryDequeue(out var job))
        {
            job.Wait(ct);
            Write(job, progress, written);
        }
        input.Rejected = null;
        _notes.AddRange(input.Layout.Notes);
        if (_tally.Unwrapped > 0) _notes.Add(ReadingErrors.RowsUnwrapped(input.Name, _tally.FirstUnwrappedLine, _tally.Unwrapped));
        _tally.ClearUnwrapped();
        (_place.Offset, _place.Line, _place.InputsDone) = (0, 0, _place.InputsDone + 1);
    }

    // To the first record that starts at or after an offset; nothing is counted.
    static void StepOver(LeadReader input, long from, CancellationToken ct)
    {
        input.Rejected = null;
        while (input.NextOffset < from)
        {
            ct.ThrowIfCancellationRequested();
            if (input.TakeRows(null, (int)Math.Min(LeadReader.LargestBlock, from - input.NextOffset))) continue;
            for (var i = 0; i < RecordsInOrder && input.NextOffset < from; i++)
                if (input.ReadRecord() is null) return;
        }
    }

    bool Fill(ScoringJob job, LeadReader input, long until)
    {
        job.Plan = _plan;
        var most = (int)Math.Min(Math.Clamp(_options.BlockBytes, 1, LeadReader.LargestBlock), until - input.NextOffset);
        if (input.TakeRows(job.Block, most))
        {
            (job.EndOffset, job.EndLine) = (input.NextOffset, input.NextLine);
            _underWay.Enqueue(job);
            _team.Submit(job);
            return true;
        }
        var any = ReadInOrder(job, input, until);
        (job.EndOffset, job.EndLine) = (input.AtRecord ? input.NextOffset : -1, input.NextLine);
        job.Finish();
        _underWay.Enqueue(job);
        return any;
    }

    // False at the end of the input.
    bool ReadInOrder(ScoringJob job, LeadReader input, long until)
    {
        _inOrder.Into(job);
        var more = true;
        for (var i = 0; i < RecordsInOrder && more && input.NextOffset < until; i++)
        {
            var unwrapped = input.RowsUnwrapped;
            var record = input.ReadRecord();
            more = record is not null;
            if (record != true) continue;
            if (input.RowsUnwrapped > unwrapped) job.Tally.AddUnwrapped(input.Line);
            _inOrder.Score(input);
        }
        if (_options.Gzip) job.Pack();
        return more;
    }

    ScoringJob IdleJob(IProgress<ScoringProgress>? progress, Action? written, CancellationToken ct)
    {
        if (_idle.Count == 0 && _jobs < 1 + 2 * _options.Threads)
        {
            _jobs++;
            return new ScoringJob(_first!.NewOutput(), new CsvRowWriter(',', "\n"), _model.Encoder.FeatureCount) { Plan = _plan };
        }
        while (_idle.Count == 0)
        {
            var oldest = _underWay.Dequeue();
            oldest.Wait(ct);
            Write(oldest, progress, written);
        }
        return _idle.Pop();
    }

    void Write(ScoringJob job, IProgress<ScoringProgress>? progress, Action? written)
    {
        if (job.Error is { } error) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        WriteOutput(job.Stored.Span);
        WriteRejects(job.Rejects.Written.Span);
        _tally.Add(job.Tally);
        (_place.Offset, _place.Line) = (job.EndOffset, job.EndLine);
        job.Clear();
        _idle.Push(job);
        progress?.Report(Progress);
        written?.Invoke();
    }

    void WriteOutput(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _place.OutputBytes += bytes.Length;
    }

    void WriteRejects(ReadOnlySpan<byte> bytes)
    {
        _rejects?.Write(bytes);
        _place.RejectsBytes += bytes.Length;
    }

    /// <summary>What became of all inputs. The last call but <see cref="Dispose"/>.</summary>
    public ScoringSummary Finish()
    {
        if (_options.Gzip && _place.OutputBytes == 0)
        {
            // Nothing at all is no gzip file, and the framework's writer makes nothing of nothing: a member without text, RFC 1952 section 2.3.
            WriteOutput([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        }
        return Summary(_first!, _tally, _notes);
    }

    internal static ScoringSummary Summary(ScoringPlan plan, ScoringTally tally, IEnumerable<Diagnostic> readingNotes)
    {
        var notes = new List<Diagnostic>([.. readingNotes, .. plan.Notes]);
        var unknown = new List<(string, long)>();
        for (var f = 0; f < tally.Unknown.Length; f++)
        {
            if (tally.Unknown[f] == 0) continue;
            var column = plan.Model.Encoder.Features[f].Column.Name;
            unknown.Add((column, tally.Unknown[f]));
            notes.Add(ServingErrors.UnknownCategories(plan.Input.Name, column, tally.Unknown[f]));
        }
        if (tally.Formulas > 0) notes.Add(ServingErrors.FormulasNeutralised(plan.Input.Name, tally.Formulas));
        return new ScoringSummary
        {
            RowsRead = tally.Scored + tally.Rejected,
            RowsScored = tally.Scored,
            RowsRejected = tally.Rejected,
            Rejected = [.. tally.FirstRejected],
            MissingColumns = plan.MissingColumns,
            UnknownCategories = unknown,
            FormulasNeutralised = tally.Formulas,
            AppendedColumns = plan.Appended,
            Notes = notes,
            Probability = tally.Probability,
            RowsByGrade = [.. tally.Grades],
        };
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _team.Dispose();
}
