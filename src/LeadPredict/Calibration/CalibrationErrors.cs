using System.Globalization;

namespace LeadPredict.Calibration;

/// <summary>Every error of this folder: what is wrong, where, how to fix it.</summary>
static class CalibrationErrors
{
    const string Fix = "The file was cut or edited: copy it again or train again.";

    public static ArgumentException LengthsDiffer(string name, int expected, int found) =>
        new(Text($"expected {expected} values, one for each of the log-odds, found {found}."), name);

    public static ArgumentException NotFiniteLogOdds(int row) => new(Text($"log-odds of row {row} are not a finite number."));

    public static ArgumentException NotALabel(int row, byte label) => new(Text($"label of row {row} is {label}: expected 0 or 1."));

    public static ArgumentException NotAWeight(int row) => new(Text($"weight of row {row} is not a finite number of at least 0."));

    public static ArgumentException NotACurve(string what) => new(what);

    public static InvalidDataException UnknownTag(byte tag) => new(Text($"calibrator: method tag {tag} is not one of 0 to 3. {Fix}"));

    public static InvalidDataException CutShort(Exception inner) => new($"calibrator: the bytes end too early. {Fix}", inner);

    public static InvalidDataException NotFinite(string what) => new($"calibrator: {what} is not a finite number. {Fix}");

    public static InvalidDataException BadCount(int count, int limit) =>
        new(Text($"calibrator: {count} points, expected 1 to {limit}. {Fix}"));

    public static InvalidDataException NotRising(ArgumentException e) => new($"calibrator: {e.Message} {Fix}", e);

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
