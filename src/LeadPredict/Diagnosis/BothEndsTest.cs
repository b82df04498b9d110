namespace LeadPredict.Diagnosis;

/// <summary>
/// Whether a column has values that all but promise success and others that all but rule it out, each for a good part of the leads: an honest column may
/// have a hot source or a hopeless one, a verdict on the lead has both. Likelihood ratios, so the base rate has no part. Thread safe.
/// </summary>
static class BothEndsTest
{
    const double LeastCoverage = 0.08, LeastCoverageOfNumber = 0.1;
    const double LeastTimes = 10, LeastTimesOfNumber = 20;
    // A strong column with two such ends is taken away; a weaker one is for a person to look at.
    const double LeastAuc = 0.75, LeastAucToReport = 0.65;
    const int FewCells = 24;

    public static Suspicion? Find(ColumnCells column, GuardSample sample)
    {
        if (column.Auc.Low < LeastAucToReport) return null;
        var counts = new int[2, column.CellCount];
        for (var i = 0; i < column.Cells.Length; i++) counts[sample.Labels[i], column.Cells[i]]++;
        // A number's ends are steep where it is strong; a few verdicts are not degrees of something.
        var few = column.Values is null ? column.CellCount - 1 <= FewCells : column.Values.Where(v => !double.IsNaN(v)).Distinct().Take(FewCells + 1).Count() <= FewCells;
        var (coverage, times) = few ? (LeastCoverage, LeastTimes) : (LeastCoverageOfNumber, LeastTimesOfNumber);
        var won = End(1);
        var lost = End(0);
        if (won.Own.Value < coverage || lost.Own.Value < coverage || won.Own.SurelyTimes(won.Other) < times || lost.Own.SurelyTimes(lost.Other) < times) return null;
        return new(LeakKind.BothEnds, Suspicion.Text(
            $"some of its values nearly always mean success (for {won.Own.Value:P0} of the positive and {won.Other.Value:P1} of the negative leads), others nearly never ({lost.Own.Value:P0} of the negative, {lost.Other.Value:P1} of the positive), as a verdict on the lead has; {Suspicion.Alone(column.Auc)}"),
            Weak: column.Auc.Low < LeastAuc);

        // The cells that are purest for one outcome, missing aside, as many as keep the whole as pure as is asked.
        (Share Own, Share Other) End(int label)
        {
            double ownTotal = label == 1 ? sample.Positives : sample.Negatives, otherTotal = label == 1 ? sample.Negatives : sample.Positives;
            var best = (Own: new Share(0, ownTotal), Other: new Share(0, otherTotal));
            int own = 0, other = 0;
            foreach (var cell in Enumerable.Range(1, column.CellCount - 1).Where(c => counts[label, c] > 0)
                .OrderByDescending(c => (counts[label, c] + 0.5) / ownTotal / ((counts[1 - label, c] + 0.5) / otherTotal)).ThenBy(c => c))
            {
                own += counts[label, cell];
                other += counts[1 - label, cell];
                var (mine, theirs) = (new Share(own, ownTotal), new Share(other, otherTotal));
                if (mine.SurelyTimes(theirs) >= times || best.Own.Count == 0) best = (mine, theirs);
            }
            return best;
        }
    }
}
