using System.Text;
using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Data;

public class LeadReaderTests
{
    [Fact]
    public void Fields_lose_their_quotes_and_the_spaces_around_them() =>
        Assert.Equal(["1|a, \"b\"|c d"], Csv.Read("id,x,y\n 1 ,\"a, \"\"b\"\"\",  c d \n").Rows);

    [Fact]
    public void A_quote_after_a_space_opens_a_field() =>
        Assert.Equal(["1|a, b|2", "2|c, d|3"], Csv.Read("id, x, y\n1, \"a, b\", 2\n2, \"c, d\", 3\n").Rows);

    [Fact]
    public void A_quote_inside_an_unquoted_field_is_text() =>
        Assert.Equal(["1|5\" pipe|2"], Csv.Read("id,x,y\n1,5\" pipe,2\n").Rows);

    [Theory]
    [InlineData("2,x\n", "LP0121")]
    [InlineData("2,x,y,z\n", "LP0122")]
    [InlineData("2,\"x\" z,y\n", "LP0123")]
    [InlineData("2,5\" p,\"x\"z\n", "LP0123")]
    [InlineData("2,\"x,y\n", "LP0123")]
    [InlineData("2,x\0,y\n", "LP0125")]
    [InlineData("id,b,c\n", "LP0128")]
    public void A_bad_row_is_rejected_and_the_next_one_read(string bad, string code)
    {
        var (rows, rejected, _) = Csv.Read("id,b,c\n1,u,v\n" + bad + "3,\"u\",v\n");

        Assert.Equal(["1|u|v", "3|u|v"], rows);
        Assert.Equal([$"3:{code}"], rejected);
    }

    [Fact]
    public void Invalid_utf8_rejects_its_row_only()
    {
        var bytes = new List<byte>("id,b\n"u8.ToArray());
        for (var i = 0; i < 9; i++) bytes.AddRange("1,é\n"u8);
        bytes.AddRange([.. "2,caf"u8, 0xE9, .. "\n3,ok\n"u8]);

        var (rows, rejected, _) = Csv.Read(Csv.File([.. bytes]));

        Assert.Equal(10, rows.Count);
        Assert.Equal(["11:LP0127"], rejected);
    }

    [Fact]
    public void Empty_fields_beyond_the_header_are_no_fault() =>
        Assert.Equal(["1|u", "2|v"], Csv.Read("id,b,,\n1,u,,\n2,v\n").Rows);

    [Fact]
    public void Blank_lines_are_counted_and_are_no_rows()
    {
        var (rows, rejected, reader) = Csv.Read("id,b\n\n1,u\n,\n  \n2,v\n\"\",\n\n");

        Assert.Equal(["1|u", "2|v"], rows);
        Assert.Empty(rejected);
        Assert.Equal(5, reader.BlankLines);
    }

    [Fact]
    public void An_unclosed_quote_at_the_end_costs_one_row()
    {
        var (rows, rejected, _) = Csv.Read("id,b,c\n1,u,v\n2,\"x,y\n3,u,v\n4,u,v\n");

        Assert.Equal(["1|u|v", "3|u|v", "4|u|v"], rows);
        Assert.Equal(["3:LP0124"], rejected);
    }

    [Fact]
    public void An_unclosed_quote_amid_a_large_file_costs_one_row()
    {
        var text = new StringBuilder("id,b,c,d\n");
        for (var i = 0; i < 400_000; i++) text.Append(i == 1000 ? "x,\"y,z,w\n" : "12345,some text of a lead,7,8\n");
        text.Append("9,\"u\",v,w\n");

        var (rows, rejected, reader) = Csv.Read(text.ToString());

        Assert.Equal(400_000, rows.Count);
        Assert.Equal("1002:", rejected[0][..5]);
        Assert.Equal(400_001, reader.RowsRead);
        Assert.Single(rejected);
    }

    [Fact]
    public void Two_lost_quotes_do_not_swallow_the_rows_between_them()
    {
        var (rows, rejected, _) = Csv.Read("id,b,c,d\n1,\"x,y,z\n2,u,v,w\n3,u,v,w\n4,u,v,w\n5,u,v,w\n6,u\",v,w\n7,u,v,w\n");

        Assert.Contains("3|u|v|w", rows);
        Assert.Contains("7|u|v|w", rows);
        Assert.Equal("2:LP0124", rejected[0]);
    }

    [Fact]
    public void Line_breaks_inside_quotes_are_text_and_lines_are_counted()
    {
        var reader = Csv.File("id,b\r\n1,\"two\r\nlines\"\r\n2,v\r\n").OpenReader();

        Assert.True(reader.Read());
        Assert.Equal(2, reader.Line);
        Assert.Equal("two\r\nlines", Encoding.UTF8.GetString(reader.Field(1)));
        Assert.True(reader.Read());
        Assert.Equal(4, reader.Line);
        Assert.False(reader.Read());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_field_of_10_MB_rejects_its_row(bool quoted)
    {
        var huge = new string('x', 10_000_000);
        if (quoted) huge = $"\"{huge}\"";

        var (rows, rejected, _) = Csv.Read($"id,b\n1,u\n2,{huge}\n3,v\n");

        Assert.Equal(["1|u", "3|v"], rows);
        Assert.Equal(["3:LP0126"], rejected);
    }

    [Fact]
    public void A_line_without_end_rejects_one_row_in_bounded_memory()
    {
        var (rows, rejected, _) = Csv.Read($"id,b\n1,u\n2,{new string('x', 40_000_000)}\r\n3,v\n");

        Assert.Equal(["1|u", "3|v"], rows);
        Assert.Equal(["3:LP0126"], rejected);
    }

    [Fact]
    public void A_rejected_row_is_handed_over_as_it_stands()
    {
        var reader = Csv.File("id,b,c\n1,\"x\" y,z\n").OpenReader();
        RejectedRow row = default;
        reader.Rejected = r => row = r;

        Assert.False(reader.Read());

        Assert.Equal("1,\"x\" y,z", Encoding.UTF8.GetString(row.Text.Span));
        Assert.Equal("leads.csv:2:6: LP0123 text after a closing quote. Double the quotes inside a quoted field.", row.Diagnostic.ToString());
    }

    [Fact]
    public void The_raw_row_is_as_in_the_file()
    {
        var reader = Csv.File("id,b\r\n1,\"x, y\"\r\n").OpenReader();

        Assert.True(reader.Read());

        Assert.Equal("1,\"x, y\"", Encoding.UTF8.GetString(reader.RawRow));
    }

    [Fact]
    public void Rows_quoted_whole_are_unwrapped_and_counted()
    {
        var (rows, rejected, reader) = Csv.Read("id,b,c\n1,u,v\n\"2,\"\"x, y\"\",w\"\n\"just text\"\n");

        Assert.Equal(["1|u|v", "2|x, y|w"], rows);
        Assert.Equal(["4:LP0121"], rejected);
        Assert.Equal(1, reader.RowsUnwrapped);
        Assert.Equal("LP0134", Assert.Single(reader.Notes).Code);
    }

    [Fact]
    public void A_stream_that_passes_once_is_read_as_it_comes()
    {
        var reader = LeadReader.FromStream(new OneByteStream("id;b\n1;ø\n2;v\n"u8.ToArray()), "body");

        Assert.Equal(["id", "b"], reader.Header);
        Assert.Equal(["1|ø", "2|v"], Csv.Read(reader).Rows);
    }

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 10)]
    [InlineData(false, 30_000)]
    [InlineData(true, 30_000)]
    public async Task A_stream_is_read_without_waiting_for_it(bool gzip, int lines)
    {
        var text = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("id;b\n" + string.Concat(Enumerable.Repeat("1;ø\n", lines)))).ToArray();
        using var reader = await LeadReader.FromStreamAsync(new AsyncOnlyStream(gzip ? Csv.Gzip(text) : text), "body");

        var rows = 0;
        while (await reader.ReadAsync()) rows++;

        Assert.Equal(lines, rows);
    }

    [Fact]
    public void Read_rows_are_good_rows_and_rejected_rows_whatever_the_file()
    {
        for (ulong seed = 1; seed <= 400; seed++)
        {
            var bytes = MutatedFile(new DeterministicRandom(seed));
            LeadFile file;
            try
            {
                file = Csv.File(bytes);
            }
            catch (LeadPredictException)
            {
                continue;
            }
            var (rows, rejected, reader) = Csv.Read(file);
            Assert.Equal(rows.Count + rejected.Count, reader.RowsRead);

            // However the bytes arrive, the same comes out.
            var source = new LeadSource("leads.csv", () => new OneByteStream(bytes));
            var (slowRows, slowRejected, slow) = Csv.Read(new LeadReader(source, CsvLayout.Recognise(source, null, rereadable: true)));
            Assert.Equal(rows, slowRows);
            Assert.Equal(rejected, slowRejected);
            Assert.Equal(reader.BlankLines, slow.BlankLines);
        }
    }

    static byte[] MutatedFile(DeterministicRandom random)
    {
        var end = random.NextInt(3) switch { 0 => "\n", 1 => "\r\n", _ => "\r" };
        var text = new StringBuilder("id,name,size,note" + end);
        var count = 5 + random.NextInt(60);
        for (var i = 0; i < count; i++)
        {
            text.Append(i).Append(',');
            text.Append(random.NextInt(4) switch { 0 => "\"a, b\"", 1 => "\"x \"\"y\"\"\"", 2 => $"\"two{end}lines\"", _ => "plain" }).Append(',');
            text.Append(random.NextInt(1000)).Append(',').Append(random.NextInt(3) == 0 ? "søren" : "").Append(end);
        }
        var bytes = Encoding.UTF8.GetBytes(text.ToString()).ToList();
        ReadOnlySpan<byte> strange = [(byte)'"', (byte)',', (byte)'\n', (byte)'\r', 0, 0xFF, (byte)' ', (byte)'x', 0xC3];
        for (var i = random.NextInt(8); i > 0; i--)
        {
            var at = 18 + random.NextInt(bytes.Count - 18);
            if (random.NextInt(2) == 0) bytes[at] = strange[random.NextInt(strange.Length)];
            else bytes.Insert(at, strange[random.NextInt(strange.Length)]);
        }
        return [.. bytes];
    }

    sealed class AsyncOnlyStream(byte[] bytes) : MemoryStream
    {
        int _at;

        public override bool CanSeek => false;
        public override int Read(Span<byte> buffer) => throw new InvalidOperationException("a thread would wait");
        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("a thread would wait");
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(Math.Min(buffer.Length, 1000), bytes.Length - _at);
            bytes.AsSpan(_at, count).CopyTo(buffer.Span);
            _at += count;
            return ValueTask.FromResult(count);
        }
    }
}
