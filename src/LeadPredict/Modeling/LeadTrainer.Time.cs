using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

// The split, what a test by time can tell beside its metrics, the curve over shorter horizons, and the notes.
public sealed partial class LeadTrainer
{
    (DataSplit Split, int[] Embargoed) Split(LeadTable table)
    {
        var method = MethodFor(table);
        var source = _request.Files[0];
        if (method == SplitMethod.Time && table.Times is null) throw TrainingErrors.SplitNeedsColumn(source, "time", "--time");
        if (method == SplitMethod.Group && table.Groups is null) throw TrainingErrors.SplitNeedsColumn(source, "account", "--group");
        var whole = DataSplit.Make(method, table.Labels, table.Times, table.Groups, _request.TestShare, _options.Seed);
        var split = _request.Horizon is { } days ? LabelHorizon.Embargo(whole, table.Times!, days) : whole;
        if (!HasBoth(Teaching(table, split.Train)) || !HasBoth(split.Test)) throw TrainingErrors.TestTooSmall(source, Word(method));
        return (split with { Train = Teaching(table, split.Train) }, [.. whole.Train.Except(split.Train)]);

        bool HasBoth(int[] rows) => rows.Any(r => table.Labels[r] == 0) && rows.Any(r => table.Labels[r] == 1);
    }

    TimeReport OverTime(
        LeadTable table, DataSplit split, int[] embargoed, Fitted model, HeldOut held, double[] probabilities, EvaluationReport report, Func<int[], int[], double[]> trainAndScore)
    {
        var calibrator = CalibratorFitter.Choose(held.LogOdds, held.Labels, held.Groups, _options.Seed).Calibrator;
        var checks = new TimeChecks(table, split, _options, _ct);
        var cut = split.Test.Min(r => table.Times![r]);
        var result = new TimeReport
        {
            Splits = checks.AgainstRandom(report, _request.TestShare, Probabilities),
            Ages = [.. checks.EarlierAges(_request.Origins, _request.Horizon ?? 0, Probabilities), .. checks.ByAge(cut, split.Test, probabilities)],
            Shift = checks.ToldApart(model.Set),
            Columns = checks.Columns(model.Encoder, model.Set.Columns),
            Horizons = _request.ShorterHorizons.Count == 0 ? [] : JudgeHorizons(table, split, embargoed, model, held, calibrator, probabilities, cut),
        };
        _notes.AddRange(result.Notes());
        return result;

        double[] Probabilities(int[] train, int[] test) => Calibrated(calibrator, trainAndScore(train, test));
    }

    static double[] Calibrated(Calibrator calibrator, double[] logOdds)
    {
        calibrator.Calibrate(logOdds, logOdds);
        return logOdds;
    }

    void AddNotes(LeadTable table, Judged judged)
    {
        if (judged.Report is { HasSignal: false })
            _notes.Add("There is no signal: on leads it never saw the model ranks no better than chance. Do not use it; look for columns that say more, or for more history.");
        if (table.Labels.Count(l => l == 1) < 100)
            _notes.Add("There are fewer than 100 positives: the intervals are wide, and more history would help more than any setting.");
        if (table.RowsUnlabelled > 0)
            _notes.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{table.RowsUnlabelled} rows have no outcome yet and were left out."));
        if (judged.Split == SplitMethod.Random && table.Times is null)
            _notes.Add("There is no time column, so old and new leads are mixed in the test; in use, on newer leads, the model may do worse. Name one with --time.");
    }

    double[] AllHorizons => [.. _request.ShorterHorizons, _request.Horizon!.Value];

    // Held-out predictions of old leads, and predictions for the young, which no model here has learned from.
    HorizonCurve HorizonsOf(LeadTable table, int[] rows, double[] probabilities, MaturedLeads matured, Fitted shipped, Calibrator calibrator)
    {
        var young = matured.Young;
        var set = new Boosting.TrainingSet(shipped.Encoder.Encode(young), shipped.Set.Kinds, Array.ConvertAll(young.Labels, l => (float)l));
        int[] all = [.. Enumerable.Range(0, young.RowCount)];
        var ofYoung = Calibrated(calibrator, LogOdds(shipped with { Set = set }, all));
        var asOf = matured.Counts.AsOf;
        return HorizonCurve.Fit(AllHorizons, [.. probabilities, .. ofYoung], [.. Waits(table, rows, asOf), .. Waits(young, all, asOf)], [.. Ages(table, rows, asOf), .. Ages(young, all, asOf)]);
    }

    // Seen from the day of the split, as the judged model is.
    List<HorizonReport> JudgeHorizons(LeadTable table, DataSplit split, int[] embargoed, Fitted model, HeldOut held, Calibrator calibrator, double[] probabilities, double cut)
    {
        var learned = Calibrated(calibrator, (double[])held.LogOdds.Clone());
        var young = Calibrated(calibrator, LogOdds(model, embargoed));
        int[] rows = [.. held.Rows, .. embargoed];
        var curve = HorizonCurve.Fit(AllHorizons, [.. learned, .. young], Waits(table, rows, cut), Ages(table, rows, cut));
        var waits = Waits(table, split.Test, double.PositiveInfinity);
        var groups = GroupsOf(table, split.Test);
        var each = new double[split.Test.Length][];
        for (var i = 0; i < each.Length; i++) curve.Probabilities(probabilities[i], each[i] = new double[curve.Days.Length]);
        var reports = new List<HorizonReport>();
        for (var k = 0; k < curve.Days.Length; k++)
        {
            var days = curve.Days[k];
            var report = EvaluationReport.Compute(Array.ConvertAll(each, p => p[k]), Array.ConvertAll(waits, w => w <= days ? (byte)1 : (byte)0), groups, _options.Seed);
            reports.Add(new(days, report.Rows, report.BaseRate, each.Average(p => p[k]), report.Ece, report.RocAuc));
        }
        return reports;
    }

    // Days to success as known at a moment. A row counts as a success by its label; who was turned down has a moment too, and none here.
    static double[] Waits(LeadTable table, int[] rows, double asOf) => Array.ConvertAll(rows, r =>
        table.Labels[r] == 1 && table.DecidedAt![r] <= asOf ? Math.Max(0, table.DecidedAt[r] - table.Times![r]) : double.NaN);

    static double[] Ages(LeadTable table, int[] rows, double asOf) => Array.ConvertAll(rows, r => asOf - table.Times![r]);
}
