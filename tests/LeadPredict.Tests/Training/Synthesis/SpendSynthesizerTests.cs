using System.Text;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Synthesis;

public class SpendSynthesizerTests
{
    static byte[] Bytes(SynthesisOptions options)
    {
        using var stream = new MemoryStream();
        SpendSynthesizer.Write(stream, options);
        return stream.ToArray();
    }

    [Fact]
    public void The_shipped_spend_is_what_synthesize_makes() =>
        Assert.True(File.ReadAllBytes(Path.Combine(Repository.Root, "data", "spend.csv")).AsSpan().SequenceEqual(Bytes(new())));

    [Fact]
    public void Every_month_has_sales_and_money_without_a_source()
    {
        var lines = Encoding.UTF8.GetString(Bytes(new() { Rows = 3000 })).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();

        Assert.Equal(24, lines.Count(l => l.Contains(",,,sales,", StringComparison.Ordinal)));
        Assert.Equal(24, lines.Count(l => l.Contains(",,,marketing,", StringComparison.Ordinal)));
    }
}
