using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Scoring;

/// <summary>Shows the progress of a scoring as that of a training.</summary>
sealed class ScoringTalk(Talk talk) : IProgress<ScoringProgress>
{
    public void Report(ScoringProgress value) => talk.Report(new TrainingProgress("scoring leads", value.RowsScored + value.RowsRejected, 0));
}
