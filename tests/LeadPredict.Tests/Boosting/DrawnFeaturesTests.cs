using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Boosting;

public sealed unsafe class DrawnFeaturesTests
{
    [Fact]
    public void Cells_of_drawn_features_are_those_of_all_features()
    {
        const int stride = 12, rows = 500;
        var random = new DeterministicRandom(3);
        using var bins = new NativeBuffer<byte>(rows * stride);
        for (var i = 0; i < rows * stride; i++) bins.Pointer[i] = (byte)random.NextInt(256);
        using var entries = new NativeBuffer<ulong>(rows + HistogramKernel.EntrySlack);
        for (var i = 0; i < rows; i++) entries.Pointer[i] = ((ulong)HistogramKernel.Pack(random.NextInt(100) - 50, random.NextInt(100)) << 32) | (uint)(rows - 1 - i);
        using var all = new NativeBuffer<long>(stride * HistogramKernel.CellsPerFeature);
        using var some = new NativeBuffer<long>(4 * HistogramKernel.CellsPerFeature);
        int[] drawn = [1, 4, 5, 11];

        HistogramKernel.Accumulate(entries.Pointer, rows, bins.Pointer, stride, all.Pointer);
        fixed (int* features = drawn) HistogramKernel.Accumulate(entries.Pointer, rows, bins.Pointer, stride, features, 4, some.Pointer);

        for (var i = 0; i < drawn.Length; i++)
            Assert.Equal(all.Span(drawn[i] * 256, 256).ToArray(), some.Span(i * 256, 256).ToArray());
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Trees_of_drawn_features_ask_only_them_and_learn(double share)
    {
        var random = new DeterministicRandom(5);
        var columns = Enumerable.Range(0, 11).Select(_ => Enumerable.Range(0, 2000).Select(_ => (float)random.NextDouble()).ToArray()).ToArray();
        var labels = Enumerable.Range(0, 2000).Select(i => columns[2][i] + columns[7][i] > 1 ? 1f : 0f).ToArray();
        var set = new TrainingSet(columns, [.. columns.Select(_ => new FeatureKind(false, 0))], labels);
        using var booster = new GradientBooster(new BoostingOptions { Trees = 60, LearningRate = 0.3, ColumnSampling = share, Members = 1, LinearStart = 0, RowSampling = 1, Threads = 2 });

        var ensemble = booster.Fit(set, [.. Enumerable.Range(0, 2000)], new Recipe(60, 0, 1));

        var most = (int)Math.Round(11 * share);
        Assert.All(ensemble.Trees, t => Assert.InRange(t.Feature.Distinct().Count(), 0, most));
        var right = Enumerable.Range(0, 2000).Count(i => ensemble.LogOdds([.. columns.Select(c => c[i])]) > 0 == labels[i] > 0.5f);
        Assert.True(right > 1800, $"{right} of 2000");
    }
}
