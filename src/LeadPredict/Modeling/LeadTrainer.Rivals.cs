using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

public sealed partial class LeadTrainer
{
    List<Rival> Rivals(LeadTable table, DataSplit split, Fitted model, double[] probabilities, byte[] labels, int[] groups, out PointsScorecard scorecard)
    {
        var rate = split.Train.Average(r => (double)table.Labels[r]);
        var flat = new double[labels.Length];
        Array.Fill(flat, rate);
        var rivals = new List<Rival>();
        Add("base rate", EvaluationReport.Compute(flat, labels, groups, _options.Seed), flat);

        scorecard = PointsScorecard.Fit(model.Set, model.Encoder, split.Train);
        var byPoints = ByPoints(scorecard, model, split.Test);
        Add("points scorecard", EvaluationReport.Compute(byPoints, labels, groups, _options.Seed), byPoints);

        AddFitted("logistic regression", _options with { Trees = 0, LinearStart = 1, Members = 1 });
        // With another trainer, the trees that would have been grown without it.
        if (_request.Trainer != Trainer.Gbdt) AddFitted("LeadPredict's own trees", _options);
        return rivals;

        void AddFitted(string name, BoostingOptions options)
        {
            using var booster = new GradientBooster(options);
            var (recipe, held, _) = Choose(table, booster, split.Train);
            var report = Report(table, held, LogOdds(Fit(table, booster, split.Train, recipe), split.Test), labels, groups, out var rival);
            Add(name, report, rival);
        }

        void Add(string name, EvaluationReport report, double[] rival) =>
            rivals.Add(new Rival(name, report, PairedComparison.Compute(rival, probabilities, labels, groups, _options.Seed)));
    }

    static double[] ByPoints(PointsScorecard scorecard, Fitted model, int[] rows)
    {
        var row = new float[model.Encoder.FeatureCount];
        return Array.ConvertAll(rows, r =>
        {
            model.Set.CopyRow(r, row);
            return scorecard.Probability(scorecard.PointsOf(row));
        });
    }
}
