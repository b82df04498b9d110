namespace LeadPredict.Tests.Reference;

/// <summary>The metrics as their definitions say them, pair by pair and threshold by threshold: slow, obvious, and the truth for the fast ones.</summary>
static class SlowMetrics
{
    public static double RocAuc(double[] scores, byte[] labels)
    {
        double wins = 0, pairs = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                if (labels[i] != 1 || labels[j] != 0) continue;
                pairs++;
                if (scores[i] > scores[j]) wins++;
                else if (scores[i] == scores[j]) wins += 0.5;
            }
        }
        return wins / pairs;
    }

    public static double PrAuc(double[] scores, byte[] labels)
    {
        double area = 0, lastRecall = 0;
        foreach (var threshold in scores.Distinct().OrderDescending())
        {
            var called = Enumerable.Range(0, scores.Length).Where(i => scores[i] >= threshold).ToArray();
            double found = called.Count(i => labels[i] == 1);
            var recall = found / labels.Count(l => l == 1);
            area += (recall - lastRecall) * (found / called.Length);
            lastRecall = recall;
        }
        return labels.Contains((byte)1) ? area : double.NaN;
    }

    public static double KolmogorovSmirnov(double[] scores, byte[] labels)
    {
        double positives = labels.Count(l => l == 1), negatives = labels.Count(l => l == 0);
        if (positives == 0 || negatives == 0) return double.NaN;
        return scores.Max(threshold => Math.Abs(
            scores.Where((s, i) => labels[i] == 1 && s >= threshold).Count() / positives -
            scores.Where((s, i) => labels[i] == 0 && s >= threshold).Count() / negatives));
    }

    /// <summary>Positives among the best rows, the tied rows at the edge counting by their mean.</summary>
    public static double PositivesAbove(double top, double[] scores, byte[] labels)
    {
        if (scores.Length == 0) return double.NaN;
        var edge = scores.OrderDescending().ElementAt((int)Math.Ceiling(top) - 1);
        var above = Enumerable.Range(0, scores.Length).Where(i => scores[i] > edge).ToArray();
        var tied = Enumerable.Range(0, scores.Length).Where(i => scores[i] == edge).ToArray();
        return above.Sum(i => labels[i]) + (top - above.Length) * tied.Average(i => (double)labels[i]);
    }

    public static double LiftTopDecile(double[] scores, byte[] labels)
    {
        if (!labels.Contains((byte)1)) return double.NaN;
        var top = scores.Length / 10.0;
        return PositivesAbove(top, scores, labels) / top / labels.Average(l => (double)l);
    }

    public static double LogLoss(double[] probabilities, byte[] labels) => labels.Length == 0 ? double.NaN : labels
        .Select((l, i) => Math.Clamp(probabilities[i], 1e-15, 1 - 1e-15) is var p && l == 1 ? -Math.Log(p) : -Math.Log(1 - p)).Average();

    public static double Brier(double[] probabilities, byte[] labels) =>
        labels.Length == 0 ? double.NaN : labels.Select((l, i) => Math.Pow(probabilities[i] - l, 2)).Average();

    public static double Ece(double[] probabilities, byte[] labels) => labels.Length == 0 ? double.NaN : Enumerable.Range(0, labels.Length)
        .GroupBy(i => Math.Min((int)(probabilities[i] * 10), 9))
        .Sum(bin => (double)bin.Count() / labels.Length * Math.Abs(bin.Average(i => probabilities[i]) - bin.Average(i => (double)labels[i])));
}
