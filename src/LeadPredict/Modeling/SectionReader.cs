using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LeadPredict.Modeling;

/// <summary>
/// Reads little-endian numbers and length-prefixed arrays from a section's bytes, in order. A count is checked against the bytes that are left before
/// anything is allocated.
/// </summary>
/// <remarks>Every method throws <see cref="InvalidDataException"/> where the bytes end early.</remarks>
ref struct SectionReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ReadOnlySpan<byte> Take(int length)
    {
        if (_rest.Length < length) throw EndedEarly();
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    static InvalidDataException EndedEarly() => new("A section of the model ends early.");

    public byte ReadByte() => Take(1)[0];

    public bool ReadBoolean() => ReadByte() != 0;

    public short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <exception cref="InvalidDataException">It is infinite or NaN.</exception>
    public double ReadFinite(string what)
    {
        var value = ReadDouble();
        return double.IsFinite(value) ? value : throw new InvalidDataException($"A {what} is not a finite number.");
    }

    /// <summary>A count of things of at least a byte.</summary>
    /// <exception cref="InvalidDataException">It is negative, above <paramref name="most"/>, or more than the bytes that are left.</exception>
    public int ReadCount(int most, string what)
    {
        var count = ReadInt32();
        return count >= 0 && count <= most && count <= _rest.Length ? count : throw new InvalidDataException($"The number of {what} is out of range.");
    }

    public float[] ReadSingles(int most)
    {
        var values = new float[ReadCount(most, "values")];
        foreach (ref var value in values.AsSpan()) value = ReadSingle();
        return values;
    }

    public double[] ReadDoubles(int most)
    {
        var values = new double[ReadCount(most, "values")];
        foreach (ref var value in values.AsSpan()) value = ReadDouble();
        return values;
    }
}
