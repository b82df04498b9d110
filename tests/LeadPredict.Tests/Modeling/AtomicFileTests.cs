using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public class AtomicFileTests
{
    [Fact]
    public void A_file_is_replaced_whole_and_nothing_is_left_beside_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.bin");

        AtomicFile.Write(path, [1, 2, 3]);
        AtomicFile.Write(path, [4]);

        Assert.Equal([4], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Missing_folders_are_made()
    {
        using var folder = new TemporaryFolder();

        AtomicFile.Write(Path.Combine(folder.Path, "x", "y", "a.bin"), [7]);

        Assert.Equal([7], File.ReadAllBytes(Path.Combine(folder.Path, "x", "y", "a.bin")));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_no_other()
    {
        using var folder = new TemporaryFolder();
        // A folder stands where the file should go: the rename fails.
        Directory.CreateDirectory(folder.File("a.bin"));

        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(folder.File("a.bin"), [1]));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_reader_sees_the_old_file_or_the_new_one_and_never_a_part()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.bin");
        byte[] zeros = new byte[200_000], ones = [.. Enumerable.Repeat((byte)1, 200_000)];
        AtomicFile.Write(path, zeros);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var bytes = File.ReadAllBytes(path);
                if (!bytes.AsSpan().SequenceEqual(zeros) && !bytes.AsSpan().SequenceEqual(ones)) return false;
            }
            return true;
        });

        for (var i = 0; i < 40; i++) AtomicFile.Write(path, i % 2 == 0 ? ones : zeros);
        await stop.CancelAsync();

        Assert.True(await reading);
    }
}
