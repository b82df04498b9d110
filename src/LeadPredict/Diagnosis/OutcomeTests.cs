namespace LeadPredict.Diagnosis;

/// <summary>
/// Tests of one column against the outcome alone. Their limits are likelihood ratios and AUCs, which do not depend on the base rate; where a
/// column points to success, purity counts too, for at a base rate of 1% an honest column may well point twenty-fold. Thread safe.
/// </summary>
static class OutcomeTests
{
    // Sure exceptions to nothing: what an honest form field, blank for the less keen, does not reach.
    const double LeastTimes = 10, LeastTimesWithoutException = 5;
    const double LeastCoverage = 0.03, LeastCoverageWithoutException = 0.2;
    const double MostExceptions = 0.005;
    const double LeastPurity = 0.75;
    const double LeastMissingAuc = 0.7;

    const double UsualShare = 0.5;

    const double CopyCoverage = 0.25;
    const double CopyTimes = 20, NeverTimes = 50;

    const double HonestAuc = 0.9;
    const double SureHonestAuc = 0.85;
    const double StrongAuc = 0.8;

    /// <summary>Whether there are values, or none, almost only for one outcome; then whether being filled in tells the outcome at all.</summary>
    public static Suspicion? OfMissing(ColumnCells column, GuardSample sample)
    {
        var filled = new int[2];
        for (var i = 0; i < column.Cells.Length; i++)
            if (column.Cells[i] > 0) filled[sample.Labels[i]]++;
        var positive = new Share(filled[1], sample.Positives);
        var negative = new Share(filled[0], sample.Negatives);
        if (positive.Count + negative.Count == sample.Labels.Length) return null;
        var (noPositive, noNegative) = (new Share(sample.Positives - filled[1], sample.Positives), new Share(sample.Negatives - filled[0], sample.Negatives));
        var said = Suspicion.Text($"filled in for {positive.Value:P1} of the positive and {negative.Value:P1} of the negative leads");
        foreach (var (own, other, isPositive) in new[] { (positive, negative, true), (negative, positive, false), (noPositive, noNegative, true), (noNegative, noPositive, false) })
        {
            if (!OnlyOne(own, other) || (isPositive && Purity(own, other, sample.BaseRate) < LeastPurity)) continue;
            var what = own == positive || own == negative ? "it has values" : "it is empty";
            return new(LeakKind.OneClassOnly, $"{what} almost only for {(isPositive ? "positive" : "negative")} leads: {said}", Overwhelming: own.Value > 0.5 && other.Count == 0);
        }
        // The AUC of a two-valued column, with the standard error of its two shares.
        var auc = 0.5 + Math.Abs(positive.Value - negative.Value) / 2;
        var error = Math.Sqrt(positive.Value * (1 - positive.Value) / positive.Of + negative.Value * (1 - negative.Value) / negative.Of) / 2;
        return auc - AucEstimate.Z * error < LeastMissingAuc ? null
            : new(LeakKind.Missingness, Suspicion.Text($"whether it is filled in tells the outcome (AUC {auc:F3}): {said}"), Overwhelming: auc > 0.95);
    }

    /// <summary>The same for a column that is never blank, but mostly has one value, as a counter has 0: whether another value nearly always means one outcome.</summary>
    public static Suspicion? OfUsualValue(ColumnCells column, GuardSample sample)
    {
        var (usual, count) = column.Cells.Where(c => c > 0).CountBy(c => c).OrderByDescending(c => c.Value).ThenBy(c => c.Key).FirstOrDefault();
        if (count < UsualShare * column.Cells.Length) return null;
        var others = new int[2];
        for (var i = 0; i < column.Cells.Length; i++)
            if (column.Cells[i] > 0 && column.Cells[i] != usual) others[sample.Labels[i]]++;
        var positive = new Share(others[1], sample.Positives);
        var negative = new Share(others[0], sample.Negatives);
        // An honest flag may rule a lead out now and then, so to be lost needs more than to be won.
        var won = OnlyOne(positive, negative) && Purity(positive, negative, sample.BaseRate) >= LeastPurity;
        var lost = positive.Count == 0 && OnlyOne(negative, positive) && negative.Value >= LeastCoverageWithoutException;
        return !won && !lost ? null
            : new(LeakKind.OneClassOnly, Suspicion.Text(
                $"it has another value than the usual one almost only for {(won ? "positive" : "negative")} leads: for {positive.Value:P1} of the positive and {negative.Value:P1} of the negative ones"),
                Overwhelming: Math.Max(positive.Value, negative.Value) > 0.5);
    }

    static bool OnlyOne(Share own, Share other) =>
        other.Value <= MostExceptions
        && (own.Value >= LeastCoverage && own.SurelyTimes(other) >= LeastTimes
            || own.Value >= LeastCoverageWithoutException && other.Count == 0 && own.SurelyTimes(other) >= LeastTimesWithoutException);

    static double Purity(Share positives, Share negatives, double baseRate) =>
        baseRate * positives.Value / (baseRate * positives.Value + (1 - baseRate) * negatives.Value);

    /// <summary>
    /// Whether the highest or the lowest cross-fitted scores, those of a quarter of an outcome's leads or more, hold nearly none of the other
    /// outcome: the corners of the ROC curve, where an honest column is steep but not upright.
    /// </summary>
    public static Suspicion? NearCopy(ColumnCells column, GuardSample sample)
    {
        var order = Enumerable.Range(0, column.Scores.Length).ToArray();
        Array.Sort((double[])column.Scores.Clone(), order);
        return FromOneEnd(order.Reverse(), isPositive: true) ?? FromOneEnd(order, isPositive: false);

        Suspicion? FromOneEnd(IEnumerable<int> rows, bool isPositive)
        {
            var (ownTotal, otherTotal) = isPositive ? (sample.Positives, sample.Negatives) : (sample.Negatives, sample.Positives);
            int own = 0, other = 0;
            var last = double.NaN;
            Suspicion? found = null;
            foreach (var row in rows)
            {
                if (column.Scores[row] != last && own >= CopyCoverage * ownTotal)
                {
                    if (Judge(new(own, ownTotal), new(other, otherTotal)) is { } s) found = s;
                    // Far beyond, no cut can be clean enough.
                    else if (other > otherTotal / CopyTimes) return found;
                }
                last = column.Scores[row];
                if (sample.Labels[row] == 1 == isPositive) own++;
                else other++;
            }
            return found;

            Suspicion? Judge(Share mine, Share others)
            {
                var times = mine.SurelyTimes(others);
                var least = others.Count == 0 ? LeastTimes : isPositive ? CopyTimes : NeverTimes;
                if (times < least || (isPositive && Purity(mine, others, sample.BaseRate) < LeastPurity)) return null;
                return new(LeakKind.NearCopy, Suspicion.Text(
                    $"some of its values all but decide the outcome: those of {mine.Value:P0} of the {(isPositive ? "positive" : "negative")} leads belong to {others.Value:P1} of the others; {Suspicion.Alone(column.Auc)}"),
                    Overwhelming: mine.Value >= 0.5);
            }
        }
    }

    /// <summary>Whether the column alone ranks so well that a person should look at it: honest columns of the open tables stay below.</summary>
    public static Suspicion? Strong(ColumnCells column) =>
        column.Auc.Low < StrongAuc ? null : new(LeakKind.TooGood, $"{Suspicion.Alone(column.Auc)}, which little does that is known beforehand; is it?", Weak: true);

    /// <summary>Whether the column alone ranks better than anything known beforehand does.</summary>
    public static Suspicion? TooGood(ColumnCells column) =>
        column.Auc.Value < HonestAuc || column.Auc.Low < SureHonestAuc ? null
        : new(LeakKind.TooGood, $"{Suspicion.Alone(column.Auc)}, better than what is known beforehand does", Overwhelming: column.Auc.Low >= 0.95);
}
