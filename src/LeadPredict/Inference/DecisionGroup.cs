using LeadPredict.Boosting;

namespace LeadPredict.Inference;

/// <summary>Trees whose decisions stand side by side, a bit a node.</summary>
/// <param name="Trees">The trees.</param>
/// <param name="Places">For each tree the bit of each of its nodes; all bits from 0 on are taken.</param>
readonly record struct DecisionGroup(DecisionTree[] Trees, int[][] Places)
{
    /// <summary>Number of bits.</summary>
    public int Bits => Places.Sum(p => p.Length);
}
