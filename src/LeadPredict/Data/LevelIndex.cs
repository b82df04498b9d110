using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace LeadPredict.Data;

/// <summary>
/// Numbers distinct UTF-8 texts 0, 1, 2 … in the order they are added, and finds a text's number without making a string.
/// Reading is thread safe once nothing is added any more.
/// </summary>
public sealed class LevelIndex
{
    readonly List<byte[]> _levels = [];
    int[] _slots = new int[16];

    /// <summary>Number of distinct texts.</summary>
    public int Count => _levels.Count;

    /// <summary>The text with a number.</summary>
    public string this[int level] => Encoding.UTF8.GetString(_levels[level]);

    /// <summary>All texts, by number.</summary>
    public IEnumerable<string> Levels => _levels.Select(Encoding.UTF8.GetString);

    /// <summary>The number of <paramref name="text"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var mask = _slots.Length - 1;
        for (var slot = Hash(text) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
            if (text.SequenceEqual(_levels[_slots[slot] - 1])) return _slots[slot] - 1;
        return -1;
    }

    /// <summary>The number of <paramref name="text"/>, added if new.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> text)
    {
        var found = Find(text);
        if (found >= 0) return found;
        if (2 * (_levels.Count + 1) > _slots.Length) Grow();
        _levels.Add(text.ToArray());
        Place(_levels.Count - 1);
        return _levels.Count - 1;
    }

    void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var level = 0; level < _levels.Count; level++) Place(level);
    }

    void Place(int level)
    {
        var mask = _slots.Length - 1;
        var slot = Hash(_levels[level]) & mask;
        while (_slots[slot] != 0) slot = (slot + 1) & mask;
        _slots[slot] = level + 1;
    }

    static int Hash(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length * 0x9E3779B97F4A7C15UL;
        while (text.Length >= 8)
        {
            hash = (BitOperations.RotateLeft(hash, 29) ^ MemoryMarshal.Read<ulong>(text)) * 0xD6E8FEB86659FD93UL;
            text = text[8..];
        }
        ulong tail = 0;
        foreach (var b in text) tail = (tail << 8) | b;
        hash = (BitOperations.RotateLeft(hash, 29) ^ tail) * 0xD6E8FEB86659FD93UL;
        return (int)(hash >> 33);
    }
}
