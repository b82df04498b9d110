namespace LeadPredict.Data;

/// <summary>Picks rows by a question, counted first: with millions of rows a list that grows would take twice the memory.</summary>
static class RowSelection
{
    /// <summary>The positions below <paramref name="count"/> for which <paramref name="keep"/> holds, ascending.</summary>
    public static int[] Positions(int count, Func<int, bool> keep)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
            if (keep(i)) kept++;
        var result = new int[kept];
        for (int i = 0, next = 0; next < kept; i++)
            if (keep(i)) result[next++] = i;
        return result;
    }

    /// <summary>The rows at those positions, in their order.</summary>
    public static int[] Where(int[] rows, Func<int, bool> keepPosition)
    {
        var result = Positions(rows.Length, keepPosition);
        for (var i = 0; i < result.Length; i++) result[i] = rows[result[i]];
        return result;
    }
}
