using System.Globalization;

namespace LeadPredict.Data;

/// <summary>Every diagnostic of reading and typing, LP0101 to LP0152; docs/ERRORS.md lists them. None quotes a value of a lead.</summary>
static class ReadingErrors
{
    // The file as a whole.
    public static LeadPredictException FileMissing(string name, Exception? inner = null) =>
        Fail(name, 0, "LP0101", "there is no such file. Check the path and its spelling.", inner);

    public static LeadPredictException NotReadable(string name, string why, Exception? inner = null) =>
        Fail(name, 0, "LP0102", $"{why}. Give the path of a CSV file that this user may read.", inner);

    public static LeadPredictException Empty(string name) =>
        Fail(name, 0, "LP0103", "the file is empty. A lead file starts with a line of column names; export it again.");

    public static LeadPredictException Spreadsheet(string name, string what) =>
        Fail(name, 0, "LP0105", $"this is {what}, not CSV text, whatever its name. Open it and save it as 'CSV UTF-8'.");

    public static LeadPredictException LfsPointer(string name) =>
        Fail(name, 0, "LP0106", "this is a Git LFS pointer, not the data. Run 'git lfs pull' and read the file again.");

    public static LeadPredictException OtherFormat(string name, string what, string advice) =>
        Fail(name, 0, "LP0107", $"this is {what}, not CSV text. {advice}");

    public static LeadPredictException Utf16WithoutMark(string name, string option) =>
        Fail(name, 0, "LP0108", $"this looks like {option.ToUpperInvariant()} text without a byte order mark. Save it as UTF-8, or pass --encoding {option}.");

    public static LeadPredictException DamagedGzip(string name, Exception? inner) =>
        Fail(name, 0, "LP0109", "the gzip data is cut or damaged. Copy or download the file again; 'gzip -t' must accept it.", inner);

    public static LeadPredictException SeparatorDiffers(string name, string used, string seen) =>
        Fail(name, 1, "LP0110", $"with {used} as the separator every line is one column; the lines look separated by {seen}. Pass --separator, or export with one of , ; tab |.");

    public static LeadPredictException NoHeader(string name, long line, string why) =>
        Fail(name, line, "LP0111", $"the first row looks like data, not column names: {why}. Put a line of column names first.");

    public static LeadPredictException DuplicateHeaders(string name, long line, IEnumerable<(string Header, List<int> Positions)> doubles) =>
        new([.. doubles.Select(d => new Diagnostic(name, line, d.Positions[1], "LP0112",
            $"column name '{d.Header}' stands at positions {string.Join(", ", d.Positions)}. Rename all but one, or drop the extra columns."))]);

    public static LeadPredictException UnreadableHeader(string name, long line, string why) =>
        Fail(name, line, "LP0113", $"the line of column names cannot be read: {why}. Correct that line.");

    // Rows. They are data, not exceptions.
    public static Diagnostic TooFewFields(string name, long line, int found, int expected) =>
        new(name, line, 0, "LP0121", Text($"{found} fields where the header has {expected}. Quote fields that hold line breaks; write empty fields too."));

    public static Diagnostic TooManyFields(string name, long line, int found, int expected) =>
        new(name, line, expected + 1, "LP0122", Text($"{found} fields where the header has {expected}. Quote fields that hold the separator."));

    public static Diagnostic TextAfterQuote(string name, long line, int column) =>
        new(name, line, column, "LP0123", "text after a closing quote. Double the quotes inside a quoted field.");

    public static Diagnostic QuoteNotClosed(string name, long line, int column) =>
        new(name, line, column, "LP0124", "a quoted field is not closed. Close the quote; reading went on with the next line.");

    public static Diagnostic NulByte(string name, long line, int column) =>
        new(name, line, column, "LP0125", "a NUL byte. The file was cut or written by a faulty export; export the row again.");

    public static Diagnostic FieldTooLong(string name, long line, int column, long limit) =>
        new(name, line, column, "LP0126", Text($"a field longer than {limit} bytes. Shorten it, or look for a lost line break or quote."));

    public static Diagnostic InvalidText(string name, long line, int column) =>
        new(name, line, column, "LP0127", "bytes that are not valid UTF-8. Save the file as UTF-8; if the whole file is Windows-1252, pass --encoding windows-1252.");

    public static Diagnostic HeaderRepeated(string name, long line) =>
        new(name, line, 0, "LP0128", "the header again. Files were put together with their headers; delete this line.");

    // Notes: the file was read, and this was done to read it.
    public static Diagnostic TitleSkipped(string name, long from, long count) =>
        new(name, from, 0, "LP0131", Text($"{count} line(s) above the column names skipped as a title."));

    public static Diagnostic EmptyColumnsDropped(string name, long line, int first, int count) =>
        new(name, line, first, "LP0132", Text($"{count} columns at the end have no name and no value; ignored."));

    public static Diagnostic UnnamedColumn(string name, long line, int position, string given) =>
        new(name, line, position, "LP0133", $"a column has no name; called '{given}'.");

    public static Diagnostic RowsUnwrapped(string name, long line, long count) =>
        new(name, line, 0, "LP0134", Text($"{count} row(s) are quoted whole, with doubled quotes inside; read as rows. The first is here."));

    public static Diagnostic SeparatorLine(string name, char separator) =>
        new(name, 1, 0, "LP0135", $"the line 'sep={separator}' sets the separator and was skipped.");

    public static Diagnostic HeaderUnwrapped(string name, long line) =>
        new(name, line, 0, "LP0136", "the line of column names is quoted whole; read as column names.");

    // The schema against the file.
    public static Diagnostic UnknownColumn(string name, string role, string column, string near) =>
        new(name, 0, 0, "LP0141", $"there is no column '{column}' for {role}. {near}");

    public static LeadPredictException NoLabel(string name, string candidates, string columns) =>
        Fail(name, 0, "LP0142", $"{candidates}. Name the outcome with --label COLUMN. Columns with two values: {columns}.");

    public static LeadPredictException PositiveMissing(string name, string column, string levels) =>
        Fail(name, 0, "LP0143", $"label column '{column}' does not hold the value given with --positive. Its values: {levels}.");

    public static LeadPredictException OneClass(string name, string column, string levels) =>
        Fail(name, 0, "LP0144", $"label column '{column}' has only one value: {levels}. Learning needs leads that became an SQL and leads that did not; add the missing ones.");

    public static LeadPredictException ManyClasses(string name, string column, long count, string levels) =>
        Fail(name, 0, "LP0145", Text($"label column '{column}' has {count} values, two are needed: {levels}. Name the one that means 'became an SQL' with --positive VALUE (the others then mean 'did not'), choose another --label, or list undecided values under missing_codes of that column in the schema file."));

    public static LeadPredictException LabelIsADay(string name, string column) =>
        Fail(name, 0, "LP0145", $"label column '{column}' holds days: they say when leads succeeded, and not which failed. Name a column with two values as --label, and this one as --outcome-time, with --horizon 90d.");

    public static LeadPredictException PositiveNeeded(string name, string column, string levels) =>
        Fail(name, 0, "LP0146", $"label column '{column}' holds {levels}; which one means success is not evident. Pass --positive VALUE.");

    public static LeadPredictException TimeNotDate(string name, string column, string kind) =>
        Fail(name, 0, "LP0147", $"time column '{column}' holds no dates of one form ({kind}). Choose another --time, or declare its date_format in the schema file.");

    public static Diagnostic DeclaredMissing(string name, string column) =>
        new(name, 0, 0, "LP0148", $"column '{column}' of the schema is not in the file; taken as missing everywhere.");

    public static Diagnostic TwoRoles(string name, string column, string first, string second) =>
        new(name, 0, 0, "LP0149", $"column '{column}' is given both as {first} and as {second}. Choose one.");

    public static Diagnostic NoOrder(string name, string column, ColumnKind kind) =>
        new(name, 0, 0, "LP0151", $"column '{column}' is a {kind.ToString().ToLowerInvariant()}: only numbers and booleans can be monotone. Take it out of --monotone, or declare it a number in the schema file.");

    public static Diagnostic DirectionUnused(string name, string column, string? why) =>
        new(name, 0, 0, "LP0152", $"--monotone names column '{column}', which is not used{(why is null ? "" : $" ({why})")}; the direction has no effect.");

    static LeadPredictException Fail(string name, long line, string code, string message, Exception? inner = null) =>
        new(new Diagnostic(name, line, 0, code, message), inner);

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
