using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

public class LevelIndexTests
{
    [Fact]
    public void Texts_are_numbered_in_the_order_they_are_added()
    {
        var index = new LevelIndex();

        Assert.Equal([0, 1, 0, 2], new[] { index.FindOrAdd("b"u8), index.FindOrAdd("a"u8), index.FindOrAdd("b"u8), index.FindOrAdd(""u8) });
        Assert.Equal(["b", "a", ""], index.Levels);
        Assert.Equal("a", index[1]);
    }

    [Fact]
    public void Unknown_texts_are_not_found()
    {
        var index = new LevelIndex();
        index.FindOrAdd("web"u8);

        Assert.Equal(-1, index.Find("Web"u8));
        Assert.Equal(-1, index.Find("webx"u8));
        Assert.Equal(-1, new LevelIndex().Find("web"u8));
    }

    [Fact]
    public void Many_texts_of_every_length_stay_apart()
    {
        var index = new LevelIndex();
        var texts = Enumerable.Range(0, 20_000).Select(i => Encoding.UTF8.GetBytes(new string('x', i % 23) + i)).ToArray();

        for (var i = 0; i < texts.Length; i++) Assert.Equal(i, index.FindOrAdd(texts[i]));
        for (var i = 0; i < texts.Length; i++) Assert.Equal(i, index.Find(texts[i]));
        Assert.Equal(20_000, index.Count);
    }

    [Fact]
    public void Texts_that_differ_in_zero_bytes_alone_are_different()
    {
        var index = new LevelIndex();

        Assert.NotEqual(index.FindOrAdd("\0"u8), index.FindOrAdd("\0\0"u8));
    }
}
