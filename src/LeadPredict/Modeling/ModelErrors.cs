using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>Wording of problems with model files and registries: LP03xx.</summary>
static class ModelErrors
{
    const string Again = "Copy it again, or make it again: leadpredict train …";

    public static LeadPredictException NotFound(string path) =>
        New(path, "LP0301", "there is no model file here. Check the path, or make one: leadpredict train …");

    public static LeadPredictException Unreadable(string path, Exception inner) =>
        New(path, "LP0301", "the model file cannot be read. Check the path and its permissions.", inner);

    public static LeadPredictException NotAModel(string path) =>
        New(path, "LP0302", $"this is not a LeadPredict model file. {Again}");

    public static LeadPredictException Damaged(string path, string section, long at) =>
        New(path, "LP0303", string.Create(CultureInfo.InvariantCulture, $"checksum or length differs at section '{section}' (byte {at}). The file was cut or edited. {Again}"));

    public static LeadPredictException OtherVersion(string path, uint version) =>
        New(path, "LP0304", string.Create(CultureInfo.InvariantCulture, $"the model file has layout {version}, this program reads {LeadModelFile.FormatVersion}. Update the program, or train again."));

    public static LeadPredictException Inconsistent(string path, Exception inner) =>
        New(path, "LP0305", $"the model file contradicts itself: {inner.Message} {Again}", inner);

    public static LeadPredictException NotRepeatable(string path) =>
        New(path, "LP0306", "the model file does not say how it was trained, because an earlier version made it. Train again: leadpredict train …");

    public static LeadPredictException WasImported(string path) =>
        New(path, "LP0306", "the model was imported, so no training of LeadPredict's can be repeated. Import it again from its own file, or train one: leadpredict train …");

    public static LeadPredictException CannotAnswer(string path, string what, Exception? inner = null) =>
        New(path, "LP0307", $"the model file is whole, but its model cannot score a lead: {what}. {Again}", inner);

    public static LeadPredictException UnreadableCard(string path, Exception inner) =>
        New(path, "LP0504", $"the model's card cannot be read: {inner.Message} Train again, or copy the card of this model anew.", inner);

    public static LeadPredictException NoDistribution(string path) =>
        New(path, "LP0308", "the model file does not say how its training leads were spread, because an earlier version made it. Train again: leadpredict train …");

    static LeadPredictException New(string path, string code, string message, Exception? inner = null) =>
        new(new Diagnostic(path, 0, 0, code, message), inner);
}
