using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.MLNet;

/// <summary>
/// Scores files of leads by an ML.NET model, as <see cref="LeadScorer"/> does by ours: every column and the order of the rows stay; <c>sql_probability</c>, <c>grade</c>, and empty <c>percentile</c>
/// and <c>reasons</c> come after them (<c>score</c> and no grade where the model has no probability); rows that cannot be scored go to the rejects. Rows are predicted in slices, by several threads;
/// the bytes are the same for any number. Memory is bounded by a slice. For one output; not thread safe.
/// </summary>
public sealed class ZipScorer
{
    const int Slice = 1024;

    readonly ZipModel _model;
    readonly ScoringOptions _options;
    readonly Stream _output;
    readonly Stream? _rejects;
    readonly ZipRows _rows;
    readonly CsvRowWriter _rejected = new(',', "\n");
    readonly List<Diagnostic> _notes = [];
    CsvRowWriter _text = null!;
    IReadOnlyList<string> _header = [];
    string _firstName = "";
    string[] _appended = [];

    /// <param name="options">Threads, KeepFormulas and NamesInputs count; a zip has no reasons, dials or decisions.</param>
    /// <param name="rejects">Null to only count the rejected rows.</param>
    public ZipScorer(ZipModel model, ScoringOptions options, Stream output, Stream? rejects)
    {
        _model = model;
        _options = options;
        _output = output;
        _rejects = rejects;
        _rows = new ZipRows(model, options, Slice);
    }

    /// <summary>Scores all rows of an input, which was not read from yet; sets its <see cref="LeadReader.Rejected"/>.</summary>
    /// <exception cref="LeadPredictException">It cannot be read on, has no column of the model (LP0175), or other columns than the first input (LP0180).</exception>
    public void Append(LeadReader input, IProgress<ScoringProgress>? progress = null, CancellationToken ct = default)
    {
        Begin(input);
        while (input.Read())
        {
            if (!_rows.Add(input)) continue;
            ct.ThrowIfCancellationRequested();
            Predict();
            _output.Write(_text.Written.Span);
            _rejects?.Write(_rejected.Written.Span);
            Sent();
            progress?.Report(new(_rows.Scored, _rows.Rejected));
        }
        Predict();
        _output.Write(_text.Written.Span);
        _rejects?.Write(_rejected.Written.Span);
        End(input);
        progress?.Report(new(_rows.Scored, _rows.Rejected));
    }

    /// <summary>As <see cref="Append"/>; reading waits while the output is not taken.</summary>
    public async Task AppendAsync(LeadReader input, CancellationToken ct = default)
    {
        Begin(input);
        while (await input.ReadAsync(ct).ConfigureAwait(false))
        {
            if (!_rows.Add(input)) continue;
            Predict();
            await SendAsync().ConfigureAwait(false);
        }
        Predict();
        await SendAsync().ConfigureAwait(false);
        End(input);

        async Task SendAsync()
        {
            await _output.WriteAsync(_text.Written, ct).ConfigureAwait(false);
            if (_rejects is not null) await _rejects.WriteAsync(_rejected.Written, ct).ConfigureAwait(false);
            Sent();
        }
    }

    void Begin(LeadReader input)
    {
        if (_appended.Length == 0) BeginFirst(input);
        else if (input.Header.Count != _header.Count || _header.Except(input.Header).Any()) throw ServingErrors.OtherColumns(_firstName, _header, input.Name, input.Header);
        _rows.Begin(input, [.. _header.Select(name => input.Header.ToList().IndexOf(name))], _notes);
        input.Rejected = r => _rows.Reject(r.Diagnostic, r.Text.Span);
    }

    void BeginFirst(LeadReader input)
    {
        _header = input.Header;
        _firstName = input.Name;
        _appended = [.. new[] { _model.HasProbability ? "sql_probability" : "score" }.Concat(LeadScorer.AppendedColumns.Skip(1)).Select(Unused)];
        _text = new CsvRowWriter(input.Dialect.Separator, input.Dialect.LineEnding == LineEnding.CrLf ? "\r\n" : "\n");
        if (input.Dialect.Encoding == TextEncoding.Utf8WithMark) _text.Prefix("\uFEFF"u8);
        foreach (var name in _header) _rows.WriteCell(_text, System.Text.Encoding.UTF8.GetBytes(name));
        foreach (var name in _appended) _text.Field(name);
        _text.EndRow();
        if (_rejects is null) return;
        _rejected.Raw(_options.NamesInputs ? "file,line,column,code,message,row"u8 : "line,column,code,message,row"u8);
        _rejected.EndRow();
    }

    string Unused(string name)
    {
        var given = name;
        for (var i = 2; _header.Contains(given, StringComparer.OrdinalIgnoreCase); i++) given = string.Create(null, $"{name}_{i}");
        if (given != name) _notes.Add(ServingErrors.ColumnRenamed(_firstName, name, given));
        return given;
    }

    void Predict() => _rows.Predict(_text, _rejects is null ? null : _rejected);

    void Sent()
    {
        _text.Clear();
        _rejected.Clear();
    }

    void End(LeadReader input)
    {
        Sent();
        input.Rejected = null;
        _notes.AddRange(input.Notes);
    }

    /// <summary>What became of all inputs.</summary>
    public ScoringSummary Finish()
    {
        if (_rows.Formulas > 0) _notes.Add(ServingErrors.FormulasNeutralised(_firstName, _rows.Formulas));
        return new ScoringSummary
        {
            RowsRead = _rows.Scored + _rows.Rejected,
            RowsScored = _rows.Scored,
            RowsRejected = _rows.Rejected,
            Rejected = [.. _rows.FirstRejected],
            MissingColumns = [.. _rows.MissingColumns],
            UnknownCategories = [],
            FormulasNeutralised = _rows.Formulas,
            AppendedColumns = _appended,
            Notes = [.. _notes],
            Probability = _rows.Probability,
            RowsByGrade = [.. _rows.Grades],
        };
    }
}
