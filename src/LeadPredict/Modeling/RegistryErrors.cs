using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>Wording of problems with the registry of models: LP0311 to LP0319. Each says what there is instead.</summary>
static class RegistryErrors
{
    public static LeadPredictException NoSuchModel(string root, string reference, IReadOnlyCollection<string> names) =>
        New(root, "LP0311", $"there is no model '{reference}', neither in the registry nor as a path. {There("Models", names, "make one: leadpredict train …")}");

    public static LeadPredictException NoSuchVersion(string root, string name, string version, IReadOnlyCollection<string> versions) =>
        New(root, "LP0312", $"model '{name}' has no version '{version}'. {There("Versions", versions, "make one: leadpredict train …")}");

    public static LeadPredictException BadName(string root, string what, string name) =>
        New(root, "LP0313", $"'{name}' cannot be a {what}. Use 1 to 100 letters, digits and - _ . with a letter or digit first and no '..'.");

    public static LeadPredictException NoChampion(string root, string name, IReadOnlyCollection<string> versions) =>
        New(root, "LP0314", $"model '{name}' has no champion. {There("Versions", versions, "make one: leadpredict train …")} Choose one: leadpredict models promote {name}/VERSION");

    public static LeadPredictException NothingBefore(string root, string name, string champion) =>
        New(root, "LP0315", $"model '{name}' had no champion before '{champion}', so there is nothing to roll back to. Choose a version: leadpredict models promote {name}/VERSION");

    public static LeadPredictException Locked(string path, Exception inner) =>
        New(path, "LP0316", "another process is changing this model's champion. Try again when it has ended.", inner);

    public static LeadPredictException DamagedChampion(string path, Exception? inner) =>
        New(path, "LP0317", "the file that names the champion is damaged. Promote a version, which writes it anew: leadpredict models promote NAME/VERSION", inner);

    public static LeadPredictException NotWritable(string path, Exception inner) =>
        New(path, "LP0318", "the registry cannot be read or written here. Check the folder, its permissions and the free space.", inner);

    public static LeadPredictException ChampionStays(string root, string name, string version) =>
        New(root, "LP0319", $"version '{version}' is the champion of '{name}' and cannot be removed. Promote another first, or remove the model as a whole.");

    static string There(string what, IReadOnlyCollection<string> names, string otherwise) =>
        names.Count == 0 ? $"There is none yet; {otherwise}." : $"{what} there are: {string.Join(", ", names)}.";

    static LeadPredictException New(string path, string code, string message, Exception? inner = null) =>
        new(new Diagnostic(path, 0, 0, code, message), inner);
}
