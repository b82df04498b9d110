using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Explanation;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

public sealed partial class LeadTrainer
{
    static readonly double[] s_curveShares = [0.1, 0.2, PartForIntervals, 0.7];
    /// <summary>Above so many rows the whole training takes minutes, and so would the curve.</summary>
    const int MostRowsForCurve = 60_000;
    const double WantedHalfWidth = 0.03;

    /// <summary>What is looked at once a model is judged; nothing of it changes the model but <see cref="Pair"/>, which its intervals are made from.</summary>
    sealed record Judgement(ModelPair? Pair, LearningCurve? Curve, IReadOnlyList<SegmentTable> Segments, GateResult? Gate);

    Judgement LookCloser(LeadTable table, int[] all, Judged judged, IEnsembleTrainer trainer, Calibrator calibrator)
    {
        var (train, test, whole) = judged.Model is null ? OtherSplit(table, all, judged, trainer) : (judged.Train, judged.JudgedRows, judged.LogOdds);
        var part = FitPart(table, judged.Options, train, PartForIntervals, test);
        foreach (var name in SegmentChoice.Missing(table, _request.SegmentColumns))
            _notes.Add($"--segment {name}: there is no such column among the categories and booleans that are used, so it was left out.");
        var segments = judged.Report is null ? [] : SegmentJudge.Judge(
            SegmentChoice.Columns(table, judged.JudgedRows, _request.SegmentColumns), judged.Probabilities, Gather(table.Labels, judged.JudgedRows), GroupsOf(table, judged.JudgedRows));
        return new Judgement(
            part is null ? null : Pair(whole, part, train.Length, _request.Refit || judged.Model is null ? all.Length : train.Length, calibrator),
            Curve(table, all, judged, part), segments, judged.Report is null ? null : PromotionGate.Judge(judged.Report, judged.Rivals));
    }

    // Where no split judged: one of its own, for two models to be compared on rows that neither saw.
    (int[] Train, int[] Test, double[] LogOdds) OtherSplit(LeadTable table, int[] all, Judged judged, IEnsembleTrainer trainer)
    {
        var foldOf = DataSplit.Folds(all, table.Labels, table.Groups, Folds, _options.Seed + 3);
        var train = RowSelection.Where(all, i => foldOf[i] != 0);
        var test = RowSelection.Where(all, i => foldOf[i] == 0);
        return (train, test, LogOdds(Fit(table, trainer, train, judged.Recipe), test));
    }

    static ModelPair Pair(double[] whole, PartModel part, int trainRows, int shippedRows, Calibrator calibrator)
    {
        return new ModelPair(Calibrated(whole), Calibrated(part.LogOdds), (double)trainRows / part.Rows.Length, (double)shippedRows / trainRows);

        double[] Calibrated(double[] logOdds) => Array.ConvertAll(logOdds, z => calibrator.CalibratedLogOdds(z));
    }

    LearningCurve? Curve(LeadTable table, int[] all, Judged judged, PartModel? part)
    {
        if (_request.LearningCurve == false || judged.Report is not { } report || judged.Model is null) return null;
        if (_request.LearningCurve is null && judged.Train.Length > MostRowsForCurve)
        {
            _notes.Add("No learning curve was drawn, since it would take long on so many rows; --learning-curve on draws it.");
            return null;
        }
        var labels = Gather(table.Labels, judged.JudgedRows);
        var groups = GroupsOf(table, judged.JudgedRows);
        var points = new List<LearningPoint>();
        foreach (var share in s_curveShares)
        {
            _ct.ThrowIfCancellationRequested();
            if ((share == PartForIntervals ? part : FitPart(table, judged.Options, judged.Train, share, judged.JudgedRows)) is { } made)
                points.Add(Point(share, made.Rows.Length, made.Positives, made.LogOdds));
        }
        points.Add(Point(1, judged.Train.Length, judged.Train.Count(r => table.Labels[r] == 1), judged.LogOdds));
        return LearningCurves.Read(points, report, all.Count(r => table.Labels[r] == 1), WantedHalfWidth);

        LearningPoint Point(double share, int rows, int positives, double[] logOdds)
        {
            var judgedPart = EvaluationReport.Compute(Array.ConvertAll(logOdds, PortableMath.Sigmoid), labels, groups, _options.Seed);
            return new LearningPoint(share, rows, positives, judgedPart.RocAuc, judgedPart.LogLoss);
        }
    }

    ModelOverview Overview(LeadModel model, LeadTable table, int[] all, Judged judged) => ModelDescription.Of(
        model, table, all, judged.Model is { } own ? (own.Encoder, own.Ensemble, judged.JudgedRows) : null, _options.Seed);
}
