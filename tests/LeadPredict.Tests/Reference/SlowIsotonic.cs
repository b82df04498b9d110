namespace LeadPredict.Tests.Reference;

/// <summary>Isotonic regression by its min-max formula (Robertson, Wright and Dykstra 1988, theorem 1.4.4): for each position, the largest over starts of the smallest over ends of the mean between.</summary>
static class SlowIsotonic
{
    public static double[] Fit(double[] values) => [.. Enumerable.Range(0, values.Length).Select(i =>
        Enumerable.Range(0, i + 1).Max(from =>
            Enumerable.Range(i, values.Length - i).Min(to => values[from..(to + 1)].Average())))];
}
