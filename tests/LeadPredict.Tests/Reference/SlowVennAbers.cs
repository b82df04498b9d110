namespace LeadPredict.Tests.Reference;

/// <summary>Venn-Abers by its definition: the lead is put among the others, and the isotonic rate at its score is the max-min of means.</summary>
static class SlowVennAbers
{
    public static double At(double score, int outcome, double[] scores, byte[] labels)
    {
        var all = scores.Append(score).Zip(labels.Select(l => (int)l).Append(outcome)).ToArray();
        var values = all.Select(a => a.First).Distinct().Order().ToArray();
        return values.Where(v => v <= score).Max(from => values.Where(v => v >= score).Min(to => all.Where(a => a.First >= from && a.First <= to).Average(a => a.Second)));
    }
}
