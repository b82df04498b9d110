namespace LeadPredict.Tests.Reference;

/// <summary>Sums of gradients and hessians for each feature and bin, row by row in doubles: what the packed integer kernel must equal.</summary>
static class NaiveHistogram
{
    /// <param name="rows">Rows of the node.</param>
    /// <param name="bins">Bins of each row, one byte a feature.</param>
    /// <param name="gradients">Quantised gradient of each row.</param>
    /// <param name="hessians">Quantised hessian of each row.</param>
    public static (double[,] Gradients, double[,] Hessians) Sum(IEnumerable<int> rows, byte[][] bins, int[] gradients, int[] hessians)
    {
        var features = bins.Length == 0 ? 0 : bins[0].Length;
        double[,] g = new double[features, 256], h = new double[features, 256];
        foreach (var row in rows)
        {
            for (var f = 0; f < features; f++)
            {
                g[f, bins[row][f]] += gradients[row];
                h[f, bins[row][f]] += hessians[row];
            }
        }
        return (g, h);
    }
}
