using System.Runtime.InteropServices;

namespace LeadPredict.Training.Terminal;

/// <summary>How this process asks the system for memory outside the garbage collector's heap, where training tables lie.</summary>
static class NativeHeap
{
    const int MapThreshold = -3;
    const int Megabyte = 1 << 20;

    /// <summary>
    /// Has blocks of a megabyte and more go back to the system when they are freed. Left alone, glibc raises that size with the first large block
    /// that is freed, and keeps the next ones in a heap full of holes: a third more memory at a million rows. Elsewhere nothing is done.
    /// </summary>
    public static void ReturnLargeBlocks()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallOpt(MapThreshold, Megabyte);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc, with rules of its own.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int MallOpt(int parameter, int value);
}
