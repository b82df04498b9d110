using System.IO.Compression;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Tests.Data;

namespace LeadPredict.Tests.Serving;

/// <summary>Blocks, threads, parts and interruptions against the slow and obvious: one row after the other.</summary>
public class ScoringSessionTests
{
    static readonly LeadModel s_model = TinyModels.Make();

    sealed record Scored(byte[] Output, byte[] Rejects, ScoringSummary Summary);

    static async Task<Scored> RowByRow(byte[] csv, ScoringOptions options)
    {
        using var reader = Csv.File(csv).OpenReader();
        using MemoryStream output = new(), rejects = new();
        var summary = await new LeadScorer(s_model, options).ScoreAsync(reader, output, rejects);
        return new Scored(output.ToArray(), rejects.ToArray(), summary);
    }

    static Scored InBlocks(byte[] csv, ScoringOptions options, TextRange? range = null)
    {
        using var reader = Csv.File(csv).OpenReader();
        using MemoryStream output = new(), rejects = new();
        using var session = new ScoringSession(s_model, options, output, rejects);
        session.Append(reader, range ?? TextRange.All);
        var summary = session.Finish();
        return new Scored(output.ToArray(), rejects.ToArray(), summary);
    }

    static void Same(Scored expected, Scored actual, string what)
    {
        Assert.True(expected.Output.AsSpan().SequenceEqual(actual.Output), $"{what}: output differs\n{FirstDifference(expected.Output, actual.Output)}");
        Assert.True(expected.Rejects.AsSpan().SequenceEqual(actual.Rejects), $"{what}: rejects differ\n{FirstDifference(expected.Rejects, actual.Rejects)}");
        var (e, a) = (expected.Summary, actual.Summary);
        Assert.Equal((e.RowsRead, e.RowsScored, e.RowsRejected, e.FormulasNeutralised, e.Probability), (a.RowsRead, a.RowsScored, a.RowsRejected, a.FormulasNeutralised, a.Probability));
        Assert.Equal(e.RowsByGrade, a.RowsByGrade);
        Assert.Equal(e.UnknownCategories, a.UnknownCategories);
        Assert.Equal(e.Rejected, a.Rejected);
        Assert.Equal(e.Notes, a.Notes);
    }

    static string FirstDifference(byte[] expected, byte[] actual)
    {
        var at = expected.AsSpan().CommonPrefixLength(actual);
        return $"at {at}\n{Around(expected)}\n{Around(actual)}";
        string Around(byte[] bytes) => Encoding.UTF8.GetString(bytes.AsSpan()[Math.Max(0, at - 150)..Math.Min(bytes.Length, at + 150)]).Replace("\n", "\\n").Replace("\r", "\\r");
    }

    public static TheoryData<ulong, int> Files()
    {
        var data = new TheoryData<ulong, int>();
        for (ulong seed = 1; seed <= 23; seed++) data.Add(seed, (int)(seed % 4) switch { 0 => 3, 1 => 12, 2 => 60, _ => 400 });
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Blocks_of_any_size_on_any_number_of_threads_give_the_bytes_of_one_row_after_the_other(ulong seed, int odd)
    {
        var csv = RandomCsv.Make(seed, 400, odd);
        foreach (var reasons in (int[])[0, 2])
        {
            var options = new ScoringOptions { Reasons = reasons, KeepFormulas = seed % 5 == 0 };
            var expected = await RowByRow(csv, options);

            foreach (var (size, threads) in ((int, int)[])[(1, 1), (17, 2), (64, 1), (333, 3), (4096, 2), (1 << 20, 1)])
                Same(expected, InBlocks(csv, options with { BlockBytes = size, Threads = threads }), $"blocks of {size}, {threads} threads, {reasons} reasons");
        }
    }

    // A lost quote that a later one seems to close: the rows between are rows, and where the next one starts depends on what follows.
    [Theory]
    [InlineData("web,\"lost,3,true\nweb,b,4,true\nweb,c,5,true\nweb,d,6,true\nweb,\",5,true\nweb,x,3,true\nweb,\"fine, really\",3,true\nweb,y,1,no\n")]
    [InlineData("web,\"two\nlines\",3,true\nweb,\"lost,3,true\nweb,b,4,true\nweb,\"c, d\",5,true\nweb,\"e\nf\"\nweb,y,1,no\n")]
    [InlineData("web,\"a\",\"1\",\"true\"\n\nweb,5\" pipe,1,no\nweb,\"x\"y,2,no\n\"web,whole,5,true\"\nweb,\"\"\"\",,no")]
    public async Task Every_size_of_block_cuts_where_a_row_ends(string rows)
    {
        var csv = Encoding.UTF8.GetBytes($"{RandomCsv.Header}\nweb,first,1,true\n{rows}");
        var options = new ScoringOptions { Reasons = 0 };
        var expected = await RowByRow(csv, options);

        for (var size = 1; size <= csv.Length; size++) Same(expected, InBlocks(csv, options with { BlockBytes = size }), $"blocks of {size}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Parts_of_a_file_joined_in_order_are_the_whole(ulong seed, int odd)
    {
        var csv = RandomCsv.Make(seed, 150, odd);
        using var file = Csv.File(csv);
        var options = new ScoringOptions { Reasons = 0, BlockBytes = seed % 2 == 0 ? 100 : 1 << 18 };
        var whole = InBlocks(csv, options);

        for (var count = 1; count <= 7; count++)
        {
            var parts = Enumerable.Range(1, count).Select(i => InBlocks(csv, options with { WritesHeader = i == 1 }, file.Part(i, count))).ToList();
            Assert.Equal(Encoding.UTF8.GetString(whole.Output), Encoding.UTF8.GetString([.. parts.SelectMany(p => p.Output)]));
            Assert.Equal(Encoding.UTF8.GetString(whole.Rejects), Encoding.UTF8.GetString([.. parts.SelectMany(p => p.Rejects)]));
            Assert.Equal(whole.Summary.RowsRead, parts.Sum(p => p.Summary.RowsRead));
        }
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, false)]
    [InlineData(8, true)]
    [InlineData(9, true)]
    public void A_run_that_goes_on_from_any_state_writes_the_bytes_of_an_unbroken_one(ulong seed, bool gzip)
    {
        var csv = RandomCsv.Make(seed, 300, 20);
        var options = new ScoringOptions { Reasons = 1, BlockBytes = 250, Threads = 2, Gzip = gzip };
        var whole = InBlocks(csv, options);
        var states = new List<ScoringState>();
        using (var reader = Csv.File(csv).OpenReader())
        {
            using MemoryStream output = new(), rejects = new();
            using var session = new ScoringSession(s_model, options, output, rejects);
            session.Append(reader, TextRange.All, written: () => states.Add(session.State()!));
        }

        Assert.True(states.Count > 10);
        foreach (var state in states)
        {
            using MemoryStream output = new(), rejects = new();
            output.Write(whole.Output.AsSpan(0, (int)state.OutputBytes));
            rejects.Write(whole.Rejects.AsSpan(0, (int)state.RejectsBytes));
            using var reader = Csv.File(csv).OpenReader();
            using var session = new ScoringSession(s_model, options, output, rejects, state);
            session.Append(reader, TextRange.All);
            Same(whole, new Scored(output.ToArray(), rejects.ToArray(), session.Finish()), $"from {state.Offset}");
        }
    }

    [Fact]
    public void Compressed_output_unpacks_to_the_plain_one_also_when_parts_are_joined()
    {
        var csv = RandomCsv.Make(2, 200, 50);
        using var file = Csv.File(csv);
        var options = new ScoringOptions { Reasons = 0, BlockBytes = 1000 };
        byte[] joined = [.. InBlocks(csv, options with { Gzip = true }, file.Part(1, 2)).Output, .. InBlocks(csv, options with { Gzip = true, WritesHeader = false }, file.Part(2, 2)).Output];

        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(joined), CompressionMode.Decompress)) gzip.CopyTo(unpacked);

        Assert.Equal(InBlocks(csv, options).Output, unpacked.ToArray());
    }

    [Fact]
    public void A_compressed_part_without_rows_is_still_a_gzip_file()
    {
        var part = InBlocks("lead_source\nweb\n"u8.ToArray(), new ScoringOptions { Gzip = true, WritesHeader = false }, new TextRange(100, long.MaxValue));

        using var gzip = new GZipStream(new MemoryStream(part.Output), CompressionMode.Decompress);
        Assert.Equal(-1, gzip.ReadByte());
        Assert.NotEmpty(part.Output);
    }

    static (string Output, ScoringSummary Summary) Several(params string[] files)
    {
        using var output = new MemoryStream();
        using var session = new ScoringSession(s_model, new ScoringOptions { Reasons = 0 }, output, null);
        foreach (var csv in files)
        {
            using var reader = Csv.File(csv).OpenReader();
            session.Append(reader, TextRange.All);
        }
        return (Encoding.UTF8.GetString(output.ToArray()), session.Finish());
    }

    static string Cells(string line) => line[..line.LastIndexOf(",0.", StringComparison.Ordinal)];

    [Fact]
    public void Files_follow_one_another_under_one_header()
    {
        var (output, summary) = Several("lead_source,note\nweb,1\n", "lead_source,note\nevent,2\n");

        Assert.Equal(["lead_source,note,sql_probability,grade,percentile,reasons", "web,1", "event,2"], output.TrimEnd('\n').Split('\n').Select((line, i) => i == 0 ? line : Cells(line)));
        Assert.Equal(2, summary.RowsScored);
    }

    [Fact]
    public void Columns_in_another_order_and_dialect_are_put_in_the_first_files()
    {
        var (output, _) = Several("lead_source,note\nweb,1\n", "note;lead_source\r\n2,5;event\r\n");
        var (alone, _) = Several("note;lead_source\r\n2,5;event\r\n");

        var line = output.TrimEnd('\n').Split('\n')[2];
        Assert.Equal("event,\"2,5\"", Cells(line));
        Assert.Equal(alone.TrimEnd('\n').Split('\n')[1].Split(';')[2], line.Split(',')[3]);
    }

    [Fact]
    public void A_file_with_other_columns_is_refused_by_name()
    {
        var error = Assert.Throws<LeadPredictException>(() => Several("lead_source,note\nweb,1\n", "lead_source,city\nweb,x\n"));

        Assert.Equal("LP0180", error.Diagnostics[0].Code);
        Assert.Contains("without 'note', with 'city'", error.Diagnostics[0].Message);
    }

    [Fact]
    public async Task An_endless_line_and_a_quote_lost_for_megabytes_are_the_same_in_blocks()
    {
        var rows = string.Concat(Enumerable.Repeat("web,x,3,true\n", 5));
        byte[] csv = [.. Encoding.UTF8.GetBytes($"{RandomCsv.Header}\n{rows}web,"), .. Enumerable.Repeat((byte)'a', 17 << 20), .. Encoding.UTF8.GetBytes($",1,true\n{rows}web,\"lost,3,true\n{rows}")];
        var options = new ScoringOptions { Reasons = 0 };

        var expected = await RowByRow(csv, options);

        Assert.Equal((17, 15), (expected.Summary.RowsRead, expected.Summary.RowsScored));
        Same(expected, InBlocks(csv, options with { Threads = 2 }), "blocks");
    }
}
