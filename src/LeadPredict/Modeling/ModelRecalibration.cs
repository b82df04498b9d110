using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

/// <summary>What newer outcomes make of a model.</summary>
/// <param name="Fit">The shift they call for.</param>
/// <param name="Before">The model on them as it is.</param>
/// <param name="After">The same corrected, each lead by the other folds' outcomes; null where there were too few.</param>
/// <param name="Gain">After minus before, in pairs; null where there were too few.</param>
/// <param name="Model">The corrected model; null when the outcomes do not surely call for one.</param>
public sealed record RecalibrationResult(BaseRateShift Fit, EvaluationReport Before, EvaluationReport? After, PairedComparison? Gain, LeadModel? Model);

/// <summary>Corrects the level of a model's probabilities by newer outcomes. Trees, ranking, reasons and grade thresholds stay. Pure functions.</summary>
public static class ModelRecalibration
{
    const int Folds = 5;

    /// <summary>Fits, judges and applies the correction.</summary>
    /// <param name="model">Any model.</param>
    /// <param name="leads">Labelled leads that it was not trained on, read with its schema.</param>
    /// <param name="dataSha256">SHA-256 of their file.</param>
    public static RecalibrationResult Run(LeadModel model, LeadTable leads, string dataSha256, ulong seed = 42, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(leads);
        var logOdds = TableScoring.LogOdds(model, leads, ct);
        var probabilities = new double[logOdds.Length];
        model.Calibrator.Calibrate(logOdds, probabilities);
        int[] all = [.. Enumerable.Range(0, logOdds.Length)];
        var groups = leads.Groups ?? [.. all.Select(i => -1 - i)];
        var before = EvaluationReport.Compute(probabilities, leads.Labels, groups, seed);
        var fit = Fit(all);
        if (!fit.HasEnough) return new(fit, before, null, null, null);

        var folds = DataSplit.Folds(all, leads.Labels, leads.Groups, Folds, seed);
        var after = new double[probabilities.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var own = new ShiftedCalibrator(model.Calibrator, 1, 0);
            if (Fit(RowSelection.Where(all, i => folds[i] != fold)) is { HasEnough: true } others) own = new(model.Calibrator, others.Slope, others.Shift);
            for (var i = 0; i < after.Length; i++)
                if (folds[i] == fold) after[i] = own.Calibrate(logOdds[i]);
        }
        var report = EvaluationReport.Compute(after, leads.Labels, groups, seed);
        var gain = PairedComparison.Compute(probabilities, after, leads.Labels, groups, seed);
        return new(fit, before, report, gain, fit.IsSure ? Apply(model, fit, dataSha256) : null);

        BaseRateShift Fit(int[] rows) => BaseRateShift.Fit(
            Array.ConvertAll(rows, r => probabilities[r]), Array.ConvertAll(rows, r => leads.Labels[r]), TrainingDistribution.WorthOf(rows, leads.Groups));
    }

    static LeadModel Apply(LeadModel model, BaseRateShift fit, string dataSha256)
    {
        var calibrator = new ShiftedCalibrator(model.Calibrator, fit.Slope, fit.Shift);
        // What it does to the probabilities as they are, whatever was done before.
        var move = new ShiftedCalibrator(IdentityCalibrator.Instance, fit.Slope, fit.Shift);
        var reference = new ReferenceLeads(Moved(model.Reference.Quantiles), Moved(model.Reference.BandEdges), Moved(model.Reference.Low), Moved(model.Reference.High));
        var origin = model.Origin with { Recalibrated = new(dataSha256, fit.Rows, fit.Positives, calibrator.Shift, calibrator.Slope) };
        var draft = new LeadModel(model.Encoder, model.Ensemble, calibrator, model.Grades, reference, origin)
        {
            Intervals = model.Intervals is { } i ? new(Moved(i.Probabilities), Moved(i.Low), Moved(i.High)) : null,
            Observed = model.Observed,
            Horizons = model.Horizons,
            Distribution = model.Distribution,
        };
        return LeadModelFile.Parse(LeadModelFile.ToBytes(draft), "the corrected model");

        double[] Moved(double[] values) => Array.ConvertAll(values, move.Moved);
    }
}

/// <summary>Scores the rows of a table, as they were read.</summary>
public static class TableScoring
{
    const int Block = 1000;

    /// <summary>Log-odds of each row, length n.</summary>
    public static double[] LogOdds(LeadModel model, LeadTable table, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(table);
        var set = new TrainingSet(model.Encoder.Encode(table), [], []);
        var result = new double[table.RowCount];
        var features = model.Encoder.FeatureCount;
        var encoded = new float[Block * features];
        for (var first = 0; first < result.Length; first += Block)
        {
            ct.ThrowIfCancellationRequested();
            var part = result.AsSpan(first, Math.Min(Block, result.Length - first));
            for (var i = 0; i < part.Length; i++) set.CopyRow(first + i, encoded.AsSpan(i * features, features));
            model.Scorer.LogOdds(encoded.AsSpan(0, part.Length * features), part);
        }
        return result;
    }

    /// <summary>Labelled leads as the model's training would label them: where it has a horizon, by that.</summary>
    /// <param name="files">Files with the columns of the model's schema.</param>
    /// <param name="left">How many leads are too young for the horizon; 0 without one.</param>
    /// <exception cref="LeadPredictException">With a horizon: no creation time, or no lead is old enough (LP0410, LP0411).</exception>
    public static LeadTable Labelled(LeadModel model, IReadOnlyList<LeadFile> files, LeadSchema schema, out int left, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        left = 0;
        if (model.Origin.Setup?.Horizon is not { } days) return LeadTableReader.Read(files, schema, ct: ct);
        var table = LeadTableReader.ReadWithOpen(files, schema, ct: ct);
        if (table.RowCount == 0) return table;
        var matured = LabelHorizon.Apply(table, days, null, files[0].Path);
        left = matured.Counts.Censored;
        return matured.Table;
    }
}
