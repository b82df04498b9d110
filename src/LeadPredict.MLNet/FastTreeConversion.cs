using LeadPredict.Boosting;
using Microsoft.ML.Trainers.FastTree;

namespace LeadPredict.MLNet;

/// <summary>
/// ML.NET's trees as LeadPredict's, exactly. FastTree's and FastForest's score is the sum of the leaves (their trees' weights and the ensemble's bias have no part in
/// it in ML.NET 5.0), which ML.NET rounds to a float; Platt's slope and offset make of it the log-odds -(slope · score + offset), which are folded into leaves and bias.
/// A number goes left where <c>value &lt;= threshold</c>, as here; a category goes left where none of the split's slots is on.
/// </summary>
static class FastTreeConversion
{
    /// <summary>Most thresholds of one column: bins are bytes, and two are for missing and above all.</summary>
    const int MostThresholds = 254;

    /// <param name="trees">The ensemble's trees.</param>
    /// <param name="slots">What each slot of the feature vector says.</param>
    /// <param name="kinds">Kind of each feature.</param>
    /// <param name="scale">Log-odds of a score of 1: the negative of Platt's slope.</param>
    /// <param name="bias">Log-odds of a score of 0: the negative of Platt's offset.</param>
    /// <param name="source">What errors call the model.</param>
    /// <returns>The ensemble, tree for tree, with covers of 0: see <see cref="TreeCovers"/>.</returns>
    /// <exception cref="Data.LeadPredictException">LP0922: a tree or a column is larger than LeadPredict can hold, or a split cannot be held.</exception>
    public static TreeEnsemble Convert(IEnumerable<RegressionTreeBase> trees, FeatureSlot[] slots, FeatureKind[] kinds, double scale, double bias, string source)
    {
        var list = trees.ToList();
        var binner = new FeatureBinner(kinds, Thresholds(list, slots, kinds, source));
        return new TreeEnsemble { Binner = binner, Bias = bias, Trees = [.. list.Select(t => new NodeWalk(t, slots, binner, scale, source).Convert())] };
    }

    /// <summary>The same ensemble with the trees that found no split, and are constants, in the bias.</summary>
    public static TreeEnsemble WithoutConstants(TreeEnsemble ensemble) => new()
    {
        Binner = ensemble.Binner,
        Bias = ensemble.Bias + ensemble.Trees.Where(t => t.NodeCount == 0).Sum(t => t.LeafValue[0]),
        Trees = [.. ensemble.Trees.Where(t => t.NodeCount > 0)],
    };

    static float[][] Thresholds(List<RegressionTreeBase> trees, FeatureSlot[] slots, FeatureKind[] kinds, string source)
    {
        var sets = Array.ConvertAll(kinds, _ => new SortedSet<float>());
        foreach (var tree in trees)
        {
            for (var node = 0; node < tree.NumberOfNodes; node++)
            {
                if (tree.CategoricalSplitFlags[node]) continue;
                var slot = Slot(slots, tree.NumericalSplitFeatureIndexes[node], source);
                if (slot.Meaning == SlotMeaning.Number && float.IsFinite(tree.NumericalSplitThresholds[node])) sets[slot.Feature].Add(tree.NumericalSplitThresholds[node]);
            }
        }
        for (var f = 0; f < sets.Length; f++)
            if (sets[f].Count > MostThresholds) throw MLNetErrors.TooManyThresholds(source, f, sets[f].Count, MostThresholds);
        return Array.ConvertAll(sets, s => s.ToArray());
    }

    static FeatureSlot Slot(FeatureSlot[] slots, int index, string source) => (uint)index < (uint)slots.Length && slots[index].Feature >= 0 ? slots[index] : throw MLNetErrors.SplitNotHeld(source, $"asks slot {index} of {slots.Length}, which no column fills");

    /// <summary>One tree, its nodes numbered anew from the root, so that every parent comes before its children.</summary>
    sealed class NodeWalk(RegressionTreeBase tree, FeatureSlot[] slots, FeatureBinner binner, double scale, string source)
    {
        readonly List<int> _feature = [], _setStart = [], _left = [], _right = [];
        readonly List<float> _threshold = [], _gain = [];
        readonly List<byte> _splitBin = [], _missingBin = [];
        readonly List<bool> _missingLeft = [];
        readonly List<ulong> _sets = [];
        readonly List<double> _leaves = [];

        public DecisionTree Convert()
        {
            if (tree.NumberOfNodes > byte.MaxValue) throw MLNetErrors.TreeTooLarge(source, tree.NumberOfLeaves, byte.MaxValue + 1);
            Visit(tree.NumberOfNodes == 0 ? ~0 : 0);
            return new DecisionTree
            {
                Feature = [.. _feature],
                Threshold = [.. _threshold],
                SplitBin = [.. _splitBin],
                MissingLeft = [.. _missingLeft],
                MissingBin = [.. _missingBin],
                SetStart = [.. _setStart],
                CategorySets = [.. _sets],
                Left = [.. _left],
                Right = [.. _right],
                Cover = new double[_feature.Count],
                Gain = [.. _gain],
                LeafValue = [.. _leaves],
                LeafCover = new double[_leaves.Count],
            };
        }

        // A node is left before its right child is looked at: the tree is at most 255 deep.
        int Visit(int child)
        {
            if (child < 0)
            {
                _leaves.Add(scale * tree.LeafValues[~child]);
                return ~(_leaves.Count - 1);
            }
            var node = _feature.Count;
            var swapped = AddNode(child);
            _left.Add(0);
            _right.Add(0);
            var left = Visit(tree.LeftChild[child]);
            var right = Visit(tree.RightChild[child]);
            (_left[node], _right[node]) = swapped ? (right, left) : (left, right);
            return node;
        }

        /// <returns>Whether left and right change places.</returns>
        bool AddNode(int node)
        {
            _gain.Add((float)tree.SplitGains[node]);
            if (tree.CategoricalSplitFlags[node])
            {
                var split = tree.GetCategoricalSplitFeaturesAt(node).Select(i => Slot(slots, i, source)).ToList();
                if (split.Count == 0 || split.Exists(s => s.Meaning != SlotMeaning.Level || s.Feature != split[0].Feature)) throw MLNetErrors.SplitNotHeld(source, "parts several columns at once");
                AddSet(split[0].Feature, bin => !split.Exists(s => s.Bin == bin));
                return false;
            }
            var slot = Slot(slots, tree.NumericalSplitFeatureIndexes[node], source);
            var threshold = tree.NumericalSplitThresholds[node];
            bool zero = 0 <= threshold, one = 1 <= threshold;
            switch (slot.Meaning)
            {
                case SlotMeaning.Level:
                    AddSet(slot.Feature, bin => bin == slot.Bin ? one : zero);
                    return false;
                case SlotMeaning.MissingFlag:
                    // All numbers go one way: to the left, and if that is the wrong one, the sides change places.
                    AddNumber(slot.Feature, float.PositiveInfinity, missingLeft: one == zero);
                    return !zero;
                default:
                    if (float.IsNaN(threshold) || float.IsNegativeInfinity(threshold)) throw MLNetErrors.SplitNotHeld(source, "has no threshold");
                    AddNumber(slot.Feature, threshold, slot.MissingAs <= threshold);
                    return false;
            }
        }

        void AddNumber(int feature, float threshold, bool missingLeft)
        {
            var edges = binner.Thresholds(feature);
            _feature.Add(feature);
            _threshold.Add(threshold);
            _splitBin.Add((byte)(float.IsFinite(threshold) ? edges.BinarySearch(threshold) : edges.Length));
            _missingLeft.Add(missingLeft);
            _missingBin.Add((byte)binner.MissingBin(feature));
            _setStart.Add(-1);
        }

        void AddSet(int feature, Func<int, bool> goesLeft)
        {
            _feature.Add(feature);
            _threshold.Add(0);
            _splitBin.Add(0);
            _setStart.Add(_sets.Count);
            var words = new ulong[DecisionTree.WordsPerSet];
            for (var bin = 0; bin < binner.BinCount(feature); bin++)
                if (goesLeft(bin)) words[bin >> 6] |= 1UL << (bin & 63);
            _sets.AddRange(words);
            _missingBin.Add((byte)binner.MissingBin(feature));
            _missingLeft.Add(goesLeft(binner.MissingBin(feature)));
        }
    }
}
