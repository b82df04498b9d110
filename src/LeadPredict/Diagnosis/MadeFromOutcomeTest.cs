namespace LeadPredict.Diagnosis;

/// <summary>
/// Whether a column, given the outcome, has nothing to do with the rest of what is known of the lead. What was made from the outcome alone is tied to
/// the rest through the outcome alone; an honest column that says as much is either tied to the others (interest shows in many places) or, where it is not,
/// shows it in reverse within each outcome (it made up for what the others lacked). Where many columns are so, the table was made so, and nothing is said. Thread safe.
/// </summary>
static class MadeFromOutcomeTest
{
    const double LeastAuc = 0.65, LeastRestAuc = 0.65;
    // No honest column of the open tables is so strong alone; weaker ones are only to be looked at.
    const double LeastAucToTake = 0.8;
    // The tie within the outcomes must be none that is sure, and surely no more than this part of the one that the outcome explains.
    const double MostWithin = 0.35;
    const double MostColumns = 0.2;

    /// <param name="columns">Columns that no other test suspects.</param>
    public static IReadOnlyList<(int Column, Suspicion Suspicion)> Find(IReadOnlyList<ColumnCells> columns, GuardSample sample)
    {
        var helpful = Enumerable.Range(0, columns.Count).Where(i => columns[i].Scores.Length > 0).ToArray();
        if (helpful.Length < 4) return [];
        var sum = new double[sample.Labels.Length];
        foreach (var c in helpful)
            for (var i = 0; i < sum.Length; i++) sum[i] += columns[c].Scores[i];
        var found = new List<(int, Suspicion)>();
        foreach (var c in helpful.Where(c => columns[c].Auc.Low >= LeastAuc))
        {
            var own = columns[c].Scores;
            var rest = new double[sum.Length];
            for (var i = 0; i < rest.Length; i++) rest[i] = sum[i] - own[i];
            var restAuc = AucEstimate.Of(rest, sample.Labels);
            if (restAuc.Low < LeastRestAuc) continue;
            var (within, between, error) = Ties(own, rest, sample.Labels);
            if (between <= 0 || Math.Abs(within) > AucEstimate.Z * error || Math.Abs(within) + AucEstimate.Z * error > MostWithin * between) continue;
            found.Add((c, new(LeakKind.MadeFromOutcome, Suspicion.Text(
                $"{Suspicion.Alone(columns[c].Auc)}, yet among leads of one outcome it has nothing to do with what else is known of them (correlation {within:+0.000;-0.000}, through the outcome {between:+0.000;-0.000}), as if it were made from the outcome"), Weak: columns[c].Auc.Low < LeastAucToTake)));
        }
        // Where many are so, it is how the table is, and tells nothing.
        return found.Count > Math.Max(2, MostColumns * columns.Count) ? [] : found;
    }

    // Both parts of one correlation: covariance within outcomes and between their means, over the same deviations.
    static (double Within, double Between, double Error) Ties(double[] a, double[] b, byte[] labels)
    {
        var mean = new double[2, 2];
        var count = new double[2];
        for (var i = 0; i < a.Length; i++)
        {
            count[labels[i]]++;
            mean[labels[i], 0] += a[i];
            mean[labels[i], 1] += b[i];
        }
        for (var l = 0; l < 2; l++)
            for (var s = 0; s < 2; s++) mean[l, s] /= count[l];
        double within = 0, squareA = 0, squareB = 0, cross = 0;
        for (var i = 0; i < a.Length; i++)
        {
            double x = a[i] - mean[labels[i], 0], z = b[i] - mean[labels[i], 1];
            within += x * z;
            squareA += x * x;
            squareB += z * z;
            cross += x * z * x * z;
        }
        double n = a.Length, share = count[0] * count[1] / n;
        double apartA = mean[1, 0] - mean[0, 0], apartB = mean[1, 1] - mean[0, 1];
        var scale = Math.Sqrt((squareA + share * apartA * apartA) * (squareB + share * apartB * apartB));
        return scale <= 0 ? (0, 0, double.PositiveInfinity) : (within / scale, share * apartA * apartB / scale, Math.Sqrt(Math.Max(0, cross - within * within / n)) / scale);
    }
}
