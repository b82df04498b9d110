using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>Finds the columns of a small business file (reps, spend) and of a lead file by the names they go by, without case, spaces or dashes.</summary>
public static class FileColumns
{
    /// <summary>The position of the first of <paramref name="names"/> that the file has; -1 for none.</summary>
    public static int Find(LeadFile file, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            for (var i = 0; i < file.Header.Count; i++)
                if (ColumnNames.Normalise(file.Header[i]) == ColumnNames.Normalise(name)) return i;
        return -1;
    }

    /// <summary>As <see cref="Find"/>.</summary>
    /// <exception cref="LeadPredictException">There is none (LP0901).</exception>
    public static int Require(LeadFile file, string purpose, params ReadOnlySpan<string> names)
    {
        var found = Find(file, names);
        if (found >= 0) return found;
        throw new LeadPredictException(new Diagnostic(file.Path, file.HeaderLine, 0, "LP0901",
            $"there is no column for {purpose}. Name it {string.Join(" or ", names.ToArray().Select(n => $"'{n}'"))}."));
    }

    /// <summary>How a column writes its numbers, by all of its values: with a comma where more of them can be read so. Reads the file once.</summary>
    public static NumberFormat NumbersOf(LeadFile file, int column) =>
        TableProfile.Scan(file).Columns[column] is var values && values.CommaNumbers > values.PointNumbers ? NumberFormat.CommaDecimal : NumberFormat.PointDecimal;
}
