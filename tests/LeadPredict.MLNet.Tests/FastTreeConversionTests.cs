using LeadPredict.Boosting;
using LeadPredict.Numerics;
using LeadPredict.Tests.Boosting;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace LeadPredict.MLNet.Tests;

public class FastTreeConversionTests
{
    static readonly TrainingSet s_set = MadeLeads.Mixed(3000, numbers: 6, categories: 3, seed: 5);
    static readonly int[] s_rows = MadeLeads.Rows(3000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FastTrees_probabilities_come_out_on_ten_thousand_rows(bool categoricalSplit)
    {
        var ml = new MLContext(1);
        var slots = FeatureSlots.For(s_set, s_rows);
        var model = ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options { NumberOfTrees = 80, CategoricalSplit = categoricalSplit, MinimumExamplesForCategoricalSplit = 5 })
            .Fit(new EncodedRowsView(slots, s_set, s_rows, null));
        var ensemble = FastTreeTrainer.Convert(model, slots);

        var test = Strange(ensemble);
        var theirs = Probabilities(model.Transform(new EncodedRowsView(slots, test, MadeLeads.Rows(10_000), null)));

        Assert.Equal(categoricalSplit, model.Model.SubModel.TrainedTreeEnsemble.Trees.Any(t => t.CategoricalSplitFlags.Contains(true)));
        Assert.InRange(LargestDifference(ensemble, test, theirs), 0, 1e-6);
    }

    [Fact]
    public void FastForests_probabilities_come_out_with_its_Platt_calibrator()
    {
        var ml = new MLContext(1);
        var slots = FeatureSlots.For(s_set, s_rows);
        var train = new EncodedRowsView(slots, s_set, s_rows, null);
        var forest = ml.BinaryClassification.Trainers.FastForest(new FastForestBinaryTrainer.Options { NumberOfTrees = 60, CategoricalSplit = true }).Fit(train);
        var platt = ml.BinaryClassification.Calibrators.Platt().Fit(forest.Transform(train));
        var calibrator = ((IPredictionTransformer<Microsoft.ML.Calibrators.PlattCalibrator>)platt).Model;
        var ensemble = FastTreeConversion.Convert(forest.Model.TrainedTreeEnsemble.Trees, slots.Slots, slots.Kinds, -calibrator.Slope, -calibrator.Offset, "forest");

        var test = Strange(ensemble);
        var theirs = Probabilities(platt.Transform(forest.Transform(new EncodedRowsView(slots, test, MadeLeads.Rows(10_000), null))));

        Assert.InRange(LargestDifference(ensemble, test, theirs), 0, 1e-6);
    }

    [Fact]
    public void A_tree_without_a_split_is_a_constant()
    {
        var ml = new MLContext(1);
        // One value throughout: nothing to split.
        var set = new TrainingSet([new float[60]], [MadeLeads.Number], [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 1f : 0)]);
        var slots = FeatureSlots.For(set, MadeLeads.Rows(60));
        var view = new EncodedRowsView(slots, set, MadeLeads.Rows(60), null);
        var model = ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options { NumberOfTrees = 5 }).Fit(view);

        var ensemble = FastTreeConversion.WithoutConstants(FastTreeTrainer.Convert(model, slots));

        Assert.Empty(ensemble.Trees);
        Assert.Equal(Probabilities(model.Transform(view))[0], PortableMath.Sigmoid(ensemble.Bias), 1e-6);
    }

    // Values on a threshold, the next floats beside it, gaps where training had none, "other" codes and missing ones.
    static TrainingSet Strange(TreeEnsemble ensemble)
    {
        var set = MadeLeads.Mixed(10_000, numbers: 6, categories: 3, seed: 77);
        var random = new DeterministicRandom(3);
        var columns = set.Columns.Select(c => Enumerable.Range(0, 10_000).Select(r => c[r]).ToArray()).ToArray();
        var onThreshold = 0;
        for (var row = 0; row < 10_000; row++)
        {
            for (var f = 0; f < columns.Length; f++)
            {
                var edges = ensemble.Binner.Thresholds(f);
                columns[f][row] = random.NextInt(6) switch
                {
                    0 => float.NaN,
                    1 when set.Kinds[f].IsCategory => set.Kinds[f].Levels - 1,
                    1 when edges.Length > 0 => edges[random.NextInt(edges.Length)],
                    2 when edges.Length > 0 => MathF.BitIncrement(edges[random.NextInt(edges.Length)]),
                    _ => columns[f][row],
                };
                if (!set.Kinds[f].IsCategory && edges.Contains(columns[f][row])) onThreshold++;
            }
        }
        Assert.True(onThreshold > 5000);
        return new TrainingSet(columns, set.Kinds, set.Labels);
    }

    static float[] Probabilities(IDataView scored) => [.. scored.GetColumn<float>("Probability")];

    static double LargestDifference(TreeEnsemble ensemble, TrainingSet test, float[] theirs)
    {
        var row = new float[test.Kinds.Length];
        var largest = 0.0;
        Assert.Equal(10_000, theirs.Length);
        Assert.True(theirs.Distinct().Count() > 1000);
        for (var i = 0; i < theirs.Length; i++)
        {
            test.CopyRow(i, row);
            largest = Math.Max(largest, Math.Abs(PortableMath.Sigmoid(ensemble.LogOdds(row)) - theirs[i]));
        }
        return largest;
    }
}
