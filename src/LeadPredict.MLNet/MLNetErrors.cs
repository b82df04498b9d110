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

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static LeadPredictException New(string source, string code, string message) => new(new Diagnostic(source, 0, 0, code, message));
}
