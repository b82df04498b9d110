using System.Runtime.InteropServices;

namespace LeadPredict.Boosting;

/// <summary>Zeroed memory outside the garbage collector's heap, aligned to a cache line, with slack that kernels may read past the end.</summary>
sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    const int SlackBytes = 512;

    public NativeBuffer(long length)
    {
        var bytes = (nuint)(length * sizeof(T) + SlackBytes);
        Pointer = (T*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(Pointer, bytes);
        Length = length;
        GC.AddMemoryPressure((long)bytes);
    }

    public T* Pointer { get; private set; }

    public long Length { get; }

    public Span<T> Span(long start, int length) => new(Pointer + start, length);

    public void Dispose()
    {
        if (Pointer == null) return;
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
        GC.RemoveMemoryPressure(Length * sizeof(T) + SlackBytes);
        GC.SuppressFinalize(this);
    }

    ~NativeBuffer() => Dispose();
}
