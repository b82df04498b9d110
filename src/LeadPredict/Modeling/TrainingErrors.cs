using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Diagnosis;

namespace LeadPredict.Modeling;

/// <summary>Wording of training sets that cannot be trained on: LP04xx.</summary>
static class TrainingErrors
{
    public static LeadPredictException NothingToAblate(string source, bool none, IEnumerable<string> features) => new(new Diagnostic(source, 0, 0, "LP0909", none
        ? $"the patterns name no column that the model uses. It uses {string.Join(", ", features)}; * stands for any text."
        : "the patterns name every column that the model uses, so nothing would be left. Name fewer."));

    public static LeadPredictException NoFeatures(string source) =>
        New(source, "LP0401", "no column is left to learn from: all are labels, ids, constant, empty, personal or known too late. See why with --json, or declare columns in a schema file (--schema).");

    public static LeadPredictException TooFew(string source, int rows, int positives) =>
        New(source, "LP0402", string.Create(CultureInfo.InvariantCulture,
            $"{rows} labelled rows with {positives} positives are too few to learn from: at least 20 rows, with 5 of each outcome, are needed. Add history."));

    public static LeadPredictException TooManyRejected(LeadTable table, double limit)
    {
        var summary = new Diagnostic("", 0, 0, "LP0403", string.Create(CultureInfo.InvariantCulture,
            $"{table.RowsRejected} of {table.RowsRead} rows cannot be read, more than the {limit:P1} that --max-rejected accepts. Correct them, or raise --max-rejected."));
        return new LeadPredictException([summary, .. table.Rejected.Take(10)]);
    }

    public static LeadPredictException OtherColumns(string source, string first, string column) =>
        New(source, "LP0404", $"column '{column}' of {first} is not here. Files trained on together must have the same columns.");

    public static LeadPredictException SplitNeedsColumn(string source, string split, string flag) =>
        New(source, "LP0405", $"a split by {split} needs a column for it. Name it with {flag}, or use --split random.");

    public static LeadPredictException TestTooSmall(string source, string split) =>
        New(source, "LP0406", $"a split by {split} leaves one side without both outcomes. Use --split random, or --evaluation cv.");

    public static LeadPredictException NoJournal(string path) =>
        New(path, "LP0407", "this file is not the state of a tuning, and it is left as it is. Name another with --tune-state.");

    public static LeadPredictException JournalUnusable(string path, Exception inner) =>
        new(new Diagnostic(path, 0, 0, "LP0408", "the state of the tuning cannot be kept here. Check the folder and its permissions, or name another file with --tune-state."), inner);

    public static LeadPredictException AllQuarantined(string source, IReadOnlyList<LeakFinding> findings)
    {
        var summary = new Diagnostic(source, 0, 0, "LP0409", "every column seems to know the outcome, so none is left to learn from. Export what was known before it, or say with --allow COL which columns were.");
        return new LeadPredictException([summary, .. findings.Select(f => new Diagnostic(source, 0, 0, "LP0409", $"column '{f.Column}': {f.Evidence}."))]);
    }

    public static LeadPredictException HorizonNeedsTime(string source) =>
        New(source, "LP0410", "a horizon counts from a lead's creation, and there is no column for that. Name it with --time.");

    public static LeadPredictException NothingMature(string source, double days, string asOf) =>
        New(source, "LP0411", string.Create(CultureInfo.InvariantCulture,
            $"no lead is {days:0.#} days old on {asOf}, so no outcome is known yet. Use a shorter --horizon, or say with --as-of up to which day the outcomes are known."));

    public static LeadPredictException HorizonsNeedMoments(string source) =>
        New(source, "LP0412", "to answer for several horizons the moment of each outcome must be known. Name its column with --outcome-time.");

    public static LeadPredictException NoFastTree(string source) =>
        New(source, "LP0920", "the trainer fasttree needs ML.NET, and this program was built without ML.NET; build with -p:MLNet=true.");

    static LeadPredictException New(string source, string code, string message) => new(new Diagnostic(source, 0, 0, code, message));
}
