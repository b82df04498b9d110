using System.Globalization;

namespace LeadPredict.Diagnosis;

/// <summary>What a test says of a column before anything is decided about it.</summary>
/// <param name="Overwhelming">So plain that even a declaration is not believed without a word.</param>
/// <param name="Weak">A person should look; not enough to take the column away.</param>
sealed record Suspicion(LeakKind Kind, string Evidence, bool Overwhelming = false, bool Weak = false)
{
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Alone(AucEstimate auc) => Text($"alone it ranks with AUC {auc.Value:F3} (99%: {auc.Low:F3} to {auc.High:F3})");
}
