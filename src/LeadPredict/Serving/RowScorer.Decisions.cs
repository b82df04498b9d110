using LeadPredict.Qualification;

namespace LeadPredict.Serving;

// What to do with each row's lead.
sealed partial class RowScorer
{
    void WriteDecision<TRow>(TRow row, in LeadPrediction prediction) where TRow : struct, IScoringRow
    {
        _decisionCells!.Clear();
        for (var c = 0; c < Plan.DecisionPositions.Length; c++)
            if (Plan.DecisionPositions[c] is var position and >= 0) _decisionCells.Set(c, row.Field(position));
        QualificationDials? dials = Plan.Options.Dials ? _engine.Dials(_engine.LastContributions) : null;
        var decision = Plan.Decider!.Decide(_decisionCells, prediction, dials, Plan.Options.AsOf!.Value);
        foreach (var text in DecisionColumns.Of(decision))
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            _job.Output.Field(bytes, _guards && SpreadsheetFormula.Is(bytes));
        }
    }
}
