using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Training.Planning;

/// <summary>A lead of a list with what the model says of it and the cells that were asked for.</summary>
sealed record ScoredRow(long Line, LeadPrediction Prediction, string[] Cells);

/// <summary>Scores a list and keeps some of its columns: for verbs that look at all leads together.</summary>
/// <param name="Rows">Rows that could be scored, in file order.</param>
/// <param name="Rejected">Why others could not.</param>
sealed record ScoredList(IReadOnlyList<ScoredRow> Rows, IReadOnlyList<Diagnostic> Rejected)
{
    /// <param name="model">The model that scores.</param>
    /// <param name="file">The list.</param>
    /// <param name="columns">Positions of the columns to keep; -1 keeps an empty text.</param>
    public static ScoredList Read(LeadModel model, LeadFile file, int[] columns, CancellationToken ct)
    {
        var scorer = new ScoringCursor(model, file.Header);
        var rows = new List<ScoredRow>();
        var rejected = new List<Diagnostic>();
        using var reader = file.OpenReader();
        reader.Rejected = r => rejected.Add(r.Diagnostic);
        while (reader.Read())
        {
            if (reader.RowsRead % 1000 == 0) ct.ThrowIfCancellationRequested();
            if (scorer.Score(reader) is { } prediction)
                rows.Add(new ScoredRow(reader.Line, prediction, Array.ConvertAll(columns, c => c < 0 ? "" : Encoding.UTF8.GetString(reader.Field(c)))));
            else rejected.Add(new Diagnostic(file.Path, reader.Line, 0, "LP0161", "a field holds a value of another kind than its column's, so the lead cannot be scored. leadpredict score says which."));
        }
        return new ScoredList(rows, rejected);
    }
}

/// <summary>Scores the current row of a reader. Not thread safe.</summary>
sealed class ScoringCursor
{
    readonly PredictionEngine _engine;
    readonly int[] _fields;

    public ScoringCursor(LeadModel model, IReadOnlyList<string> header)
    {
        _engine = new PredictionEngine(model);
        _fields = [.. header.Select(name => _engine.FindField(Encoding.UTF8.GetBytes(name)))];
    }

    /// <summary>The row's prediction; null when a field has the wrong kind.</summary>
    public LeadPrediction? Score(LeadReader reader)
    {
        _engine.Clear();
        for (var i = 0; i < _fields.Length; i++) _engine.SetField(_fields[i], reader.Field(i));
        return _engine.IsAcceptable ? _engine.Predict() : null;
    }
}
