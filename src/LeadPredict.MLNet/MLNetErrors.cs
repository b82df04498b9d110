using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.MLNet;

/// <summary>Wording of what FastTree and ML.NET's files cannot do here: LP092x.</summary>
static class MLNetErrors
{
    const string ServeIt = "Serve the zip itself: it can be given wherever a model's file can.";

    public static LeadPredictException NoConstraints(string source) =>
        New(source, "LP0921", "the schema asks for directions (monotone) or limits interactions, which FastTree cannot promise. Train with --trainer gbdt, or take them out.");

    public static LeadPredictException TreeTooLarge(string source, int leaves, int most) =>
        New(source, "LP0922", Text($"a tree has {leaves} leaves, and LeadPredict's have at most {most}. {ServeIt}"));

    public static LeadPredictException TooManyThresholds(string source, int feature, int thresholds, int most) =>
        New(source, "LP0922", Text($"the trees part feature {feature} at {thresholds} numbers, and LeadPredict's at {most} at most. {ServeIt}"));

    public static LeadPredictException SplitNotHeld(string source, string what) => New(source, "LP0922", $"a split {what}, which LeadPredict's trees cannot. {ServeIt}");

    public static LeadPredictException NoModel(string path, string why) => New(path, "LP0923", $"this is no ML.NET model that can be imported: {why}.");

    public static LeadPredictException StepNotHeld(string path, string which, object step) =>
        New(path, "LP0924", $"{which} is {Name(step.GetType())}, which LeadPredict's columns and trees cannot hold exactly; FastTree and FastForest for two classes on numbers and one-hot texts can be imported. {ServeIt}");

    public static LeadPredictException ColumnNotHeld(string path, string column, string what) =>
        New(path, "LP0924", $"column '{column}' {what}, which LeadPredict's columns cannot hold exactly. {ServeIt}");

    public static LeadPredictException ColumnMissing(string path, string column) => New(path, "LP0926", $"the ML.NET model asks the column '{column}', which is not in this file.");

    public static LeadPredictException RowsUnusable(string path, LeadTable table) => new(
    [
        new Diagnostic(path, 0, 0, "LP0926", Text($"{table.RowsRejected} of {table.RowsRead} rows cannot be read as the ML.NET model asks for them, and {table.RowCount} are left with an outcome. Parity needs leads of its kind.")),
        .. table.Rejected.Take(10),
    ]);

    public static LeadPredictException Differs(string path, double largest, double accepted) =>
        New(path, "LP0925", Text($"ML.NET's answers and LeadPredict's differ by up to {largest:G3}, more than {accepted:G1}; nothing was written. {ServeIt}"));

    static string Name(Type type) => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]} of {Name(type.GetGenericArguments()[0])}" : type.Name;

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static LeadPredictException New(string source, string code, string message) => new(new Diagnostic(source, 0, 0, code, message));
}
