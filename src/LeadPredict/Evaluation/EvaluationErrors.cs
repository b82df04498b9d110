using System.Globalization;

namespace LeadPredict.Evaluation;

/// <summary>Every error of this folder, and the checks at its doors.</summary>
static class EvaluationErrors
{
    public static void CheckScores(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels)
    {
        CheckLength(nameof(labels), labels.Length, scores.Length);
        for (var row = 0; row < scores.Length; row++)
        {
            if (double.IsNaN(scores[row])) throw new ArgumentException(Text($"score of row {row} is not a number."), nameof(scores));
            if (labels[row] > 1)
                throw new ArgumentException(Text($"label of row {row} is {labels[row]}: expected 0 or 1."), nameof(labels));
        }
    }

    public static void CheckProbabilities(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        CheckScores(probabilities, labels);
        for (var row = 0; row < probabilities.Length; row++)
            if (!(probabilities[row] is >= 0 and <= 1))
                throw new ArgumentException(Text($"probability of row {row} is not within 0 and 1."), nameof(probabilities));
    }

    public static void CheckGroups(ReadOnlySpan<int> groups, int rows)
    {
        if (!groups.IsEmpty) CheckLength(nameof(groups), groups.Length, rows);
    }

    public static void CheckLength(string name, int found, int expected)
    {
        if (found != expected) throw new ArgumentException(Text($"expected {expected} values, one a row, found {found}."), name);
    }

    public static InvalidDataException BadReport(string path, string expected) =>
        new($"evaluation report: '{path}' should be {expected}. The file was edited or is of another kind: evaluate the model again.");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
