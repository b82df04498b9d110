namespace LeadPredict.Boosting;

/// <summary>
/// What a model's shape must obey, whatever the data say: in which direction features may move the log-odds, and which features may meet on a
/// path of a tree. Immutable, thread safe.
/// </summary>
public sealed class FeatureConstraints
{
    readonly int[] _directions;
    readonly bool[][] _groups;

    /// <param name="directions">For each of F features 1 (never falls as the value rises), -1 (never rises) or 0 (free).</param>
    /// <param name="groups">Groups of features that may meet on a path; none leaves every meeting free. Groups may overlap.</param>
    /// <exception cref="ArgumentException">A direction is none of the three, or a group names a feature that does not exist.</exception>
    public FeatureConstraints(int[] directions, int[][] groups)
    {
        if (directions.Any(d => d is < -1 or > 1)) throw new ArgumentException("A direction is 1, 0 or -1.", nameof(directions));
        if (groups.Any(g => g.Any(f => f < 0 || f >= directions.Length))) throw new ArgumentException("A group names a feature that does not exist.", nameof(groups));
        _directions = [.. directions];
        _groups = [.. groups.Select(g => Enumerable.Range(0, directions.Length).Select(g.Contains).ToArray())];
    }

    /// <summary>1 where the log-odds never fall as the value of <paramref name="feature"/> rises, -1 where they never rise, 0 where they are free.</summary>
    public int Direction(int feature) => _directions[feature];

    /// <summary>Whether only some features may meet on a path.</summary>
    public bool LimitsPaths => _groups.Length > 0;

    /// <summary>
    /// Those of <paramref name="features"/> that a path which has asked all of <paramref name="path"/> may ask next: the path's own, and the
    /// members of every group that holds the whole path. So a feature in no group meets none but itself.
    /// </summary>
    public int[] After(int[] path, int[] features)
    {
        var open = _groups.Where(group => Array.TrueForAll(path, f => group[f])).ToArray();
        return Array.FindAll(features, f => Array.IndexOf(path, f) >= 0 || Array.Exists(open, group => group[f]));
    }

    /// <summary>Refuses directions on categories, whose codes have no order.</summary>
    internal void Check(FeatureKind[] kinds)
    {
        if (kinds.Length != _directions.Length) throw new ArgumentException("One direction for each feature.");
        for (var f = 0; f < kinds.Length; f++)
            if (_directions[f] != 0 && kinds[f].IsCategory) throw new ArgumentException($"Feature {f} is a category: its codes have no order to follow.");
    }
}
