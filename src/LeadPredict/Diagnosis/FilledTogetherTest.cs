namespace LeadPredict.Diagnosis;

/// <summary>
/// Whether a column is blank for the same leads as one that knows the outcome: whoever filled in that one may have filled in this one then. Only to be
/// looked at, since a form has such pairs too. Thread safe.
/// </summary>
static class FilledTogetherTest
{
    const double LeastAgreement = 0.75;
    const double LeastAuc = 0.6;
    const double LeastBlank = 0.05;

    /// <param name="column">A column that no other test suspects.</param>
    /// <param name="convicted">Columns that know the outcome, with their names.</param>
    public static Suspicion? Find(ColumnCells column, IReadOnlyList<(string Name, ColumnCells Cells)> convicted)
    {
        if (column.Auc.Low < LeastAuc || column.Filled is not { } filled) return null;
        var best = (Agreement: 0.0, Name: "");
        foreach (var (name, cells) in convicted)
            if (cells.Filled is { } other && Phi(filled, other) is var phi && phi > best.Agreement) best = (phi, name);
        return best.Agreement < LeastAgreement ? null
            : new(LeakKind.FilledTogether, Suspicion.Text($"it is filled in for the same leads as '{best.Name}', which knows the outcome (agreement {best.Agreement:F2}), and {Suspicion.Alone(column.Auc)}; was it filled in then?"), Weak: true);
    }

    // Pearson's correlation of two yes-or-nos; 0 where one is nearly constant.
    static double Phi(bool[] a, bool[] b)
    {
        double both = 0, onlyA = 0, onlyB = 0, n = a.Length;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] && b[i]) both++;
            else if (a[i]) onlyA++;
            else if (b[i]) onlyB++;
        }
        double p = (both + onlyA) / n, q = (both + onlyB) / n;
        return Math.Min(Math.Min(p, 1 - p), Math.Min(q, 1 - q)) < LeastBlank ? 0 : (both / n - p * q) / Math.Sqrt(p * (1 - p) * q * (1 - q));
    }
}
