using System.Text;

namespace LeadPredict.Data;

/// <summary>
/// Numbers distinct UTF-8 texts 0, 1, 2 … in the order they are added, and finds a text's number without making a string.
/// Reading is thread safe once nothing is added any more.
/// </summary>
/// <remarks>
/// All texts lie end to end in one array. A slot of the table holds the upper half of a text's hash over its number + 1, so that almost every
/// look that fails ends there, and one that succeeds touches the text once. Linear probing, at most half full.
/// </remarks>
public sealed class LevelIndex
{
    readonly List<int> _ends = [];
    byte[] _texts = new byte[64];
    ulong[] _slots = new ulong[16];

    /// <summary>Number of distinct texts.</summary>
    public int Count => _ends.Count;

    /// <summary>Length of all texts together, in bytes of UTF-8.</summary>
    internal int Bytes => _ends.Count == 0 ? 0 : _ends[^1];

    /// <summary>The text with a number.</summary>
    public string this[int level] => Encoding.UTF8.GetString(Text(level));

    /// <summary>All texts, by number.</summary>
    public IEnumerable<string> Levels => Enumerable.Range(0, Count).Select(level => this[level]);

    /// <summary>The UTF-8 of the text with a number; valid until the next text is added.</summary>
    internal ReadOnlySpan<byte> Text(int level)
    {
        var start = level == 0 ? 0 : _ends[level - 1];
        return _texts.AsSpan(start, _ends[level] - start);
    }

    /// <summary>The number of <paramref name="text"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text) => Find(text, Utf8Hash.Of(text));

    /// <summary>As <see cref="Find(ReadOnlySpan{byte})"/>, where the hash is known.</summary>
    internal int Find(ReadOnlySpan<byte> text, ulong hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var at = (int)hash & mask; slots[at] != 0; at = (at + 1) & mask)
        {
            if ((slots[at] ^ hash) >> 32 != 0) continue;
            var level = (int)(uint)slots[at] - 1;
            if (Text(level).SequenceEqual(text)) return level;
        }
        return -1;
    }

    /// <summary>The number of <paramref name="text"/>, added if new.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> text)
    {
        var hash = Utf8Hash.Of(text);
        var found = Find(text, hash);
        return found >= 0 ? found : Add(text, hash);
    }

    /// <summary>Adds a text that is not there yet; its number.</summary>
    internal int Add(ReadOnlySpan<byte> text, ulong hash)
    {
        if (2 * (Count + 1) > _slots.Length) Grow();
        var start = Bytes;
        if (start + text.Length > _texts.Length) Array.Resize(ref _texts, Math.Max(2 * _texts.Length, start + text.Length));
        text.CopyTo(_texts.AsSpan(start));
        _ends.Add(start + text.Length);
        Place(hash, Count);
        return Count - 1;
    }

    void Grow()
    {
        _slots = new ulong[_slots.Length * 2];
        for (var level = 0; level < Count; level++) Place(Utf8Hash.Of(Text(level)), level + 1);
    }

    void Place(ulong hash, int number)
    {
        var mask = _slots.Length - 1;
        var at = (int)hash & mask;
        while (_slots[at] != 0) at = (at + 1) & mask;
        _slots[at] = ((hash >> 32) << 32) | (uint)number;
    }
}
