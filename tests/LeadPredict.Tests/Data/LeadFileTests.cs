using System.Text;
using LeadPredict.Data;
using Xunit.Abstractions;

namespace LeadPredict.Tests.Data;

public class LeadFileTests(ITestOutputHelper output)
{
    public static TheoryData<char, TextEncoding, LineEnding, bool> Dialects()
    {
        var all = new TheoryData<char, TextEncoding, LineEnding, bool>();
        foreach (var separator in ",;\t|")
            foreach (var encoding in Enum.GetValues<TextEncoding>())
                foreach (var ending in Enum.GetValues<LineEnding>())
                {
                    all.Add(separator, encoding, ending, false);
                    all.Add(separator, encoding, ending, true);
                }
        return all;
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Every_dialect_is_recognised_and_read(char separator, TextEncoding encoding, LineEnding ending, bool gzip)
    {
        var end = ending switch { LineEnding.Lf => "\n", LineEnding.CrLf => "\r\n", _ => "\r" };
        string[] lines = ["id,navn,beløb", "1,Søren,\"1,5\"", "2,Ægir,\"2,\r\n5\"", "3,Åse,"];
        var text = string.Concat(lines.Select(l => Separate(l) + end));
        var bytes = Encode(text);

        var file = Csv.File(gzip ? Csv.Gzip(bytes) : bytes);
        var (rows, rejected, reader) = Csv.Read(file);

        Assert.Equal(new CsvDialect { Separator = separator, Encoding = encoding, LineEnding = ending, Gzip = gzip }, file.Dialect with { LineEnding = ending });
        Assert.Equal(["id", "navn", "beløb"], file.Header);
        Assert.Equal([$"1|Søren|1{separator}5", $"2|Ægir|2{separator}\r\n5", "3|Åse|"], rows);
        Assert.Empty(rejected);
        Assert.Equal(3, reader.RowsRead);

        string Separate(string line) => line.Replace(',', separator);
        byte[] Encode(string text) => encoding switch
        {
            TextEncoding.Utf8 => Encoding.UTF8.GetBytes(text),
            TextEncoding.Utf8WithMark => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            TextEncoding.Utf16LittleEndian => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            TextEncoding.Utf16BigEndian => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
            _ => Encoding.Latin1.GetBytes(text),
        };
    }

    [Theory]
    [InlineData("a,b\n1,2\n", LineEnding.Lf)]
    [InlineData("a,b\r\n1,2\r\n", LineEnding.CrLf)]
    [InlineData("a,b\r1,2\r", LineEnding.Cr)]
    public void Line_ends_are_recognised(string text, LineEnding ending) => Assert.Equal(ending, Csv.File(text).Dialect.LineEnding);

    [Fact]
    public void A_dialect_is_described_for_people() =>
        Assert.Equal("separator ';', Windows-1252, CRLF line ends, gzip",
            new CsvDialect { Separator = ';', Encoding = TextEncoding.Windows1252, LineEnding = LineEnding.CrLf, Gzip = true }.ToString());

    [Fact]
    public void The_euro_sign_of_windows_1252_is_read()
    {
        var (rows, _, _) = Csv.Read(Csv.File([.. "price,x\n"u8, 0x80, .. " 5,caf"u8, 0xE9, (byte)'\n']));

        Assert.Equal(["€ 5|café"], rows);
    }

    [Fact]
    public void A_letter_beyond_the_first_look_still_decides_the_encoding()
    {
        var bytes = new List<byte>("a,b\n"u8.ToArray());
        for (var i = 0; i < 20_000; i++) bytes.AddRange("1,plain\n"u8);
        bytes.AddRange([.. "2,caf"u8, 0xE9, (byte)'\n']);

        Assert.Equal(TextEncoding.Windows1252, Csv.File([.. bytes]).Dialect.Encoding);
    }

    [Theory]
    [InlineData("", "LP0103")]
    [InlineData("\n \r\n\n", "LP0103")]
    [InlineData("PK\u0003\u0004 xl/workbook.xml", "LP0105")]
    [InlineData("PK\u0003\u0004 leads.csv", "LP0107")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n", "LP0106")]
    [InlineData("<!DOCTYPE html><html><body>Sign in</body></html>", "LP0107")]
    [InlineData("[{\"id\": 1}]", "LP0107")]
    [InlineData("{\"id\": 1}", "LP0107")]
    [InlineData("%PDF-1.7", "LP0107")]
    [InlineData("PAR1abc", "LP0107")]
    [InlineData("a:b:c\n1:2:3\n", "LP0110")]
    [InlineData("1,2,3\n4,5,6\n", "LP0111")]
    [InlineData("1,1,3\n4,5,6\n", "LP0111")]
    [InlineData("red,yes,big\nred,yes,small\nblue,yes,big\n", "LP0111")]
    [InlineData("id,name,id\n1,2,3\n", "LP0112")]
    [InlineData("id,\"na\"me,x\n1,2,3\n", "LP0113")]
    public void A_wrong_file_is_refused_with_its_reason(string text, string code) => Assert.Equal(code, Csv.CodeOf(text));

    [Fact]
    public void The_wrong_separator_by_override_is_refused() =>
        Assert.Equal("LP0110", Csv.CodeOf("a;b\n1;2\n", new CsvDialectOptions { Separator = ',' }));

    [Fact]
    public void Utf16_without_a_mark_is_refused_and_read_when_told()
    {
        var bytes = Encoding.Unicode.GetBytes("id,city\n1,Aarhus\n");

        Assert.Equal("LP0108", Csv.CodeOf(bytes));
        Assert.Equal(["1|Aarhus"], Csv.Read(Csv.File(bytes, new() { Encoding = TextEncoding.Utf16LittleEndian })).Rows);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Assert.Equal("LP0101", Assert.Throws<LeadPredictException>(() => LeadFile.Open("/no/such/leads.csv")).Diagnostics[0].Code);
        Assert.Equal("LP0102", Assert.Throws<LeadPredictException>(() => LeadFile.Open(AppContext.BaseDirectory)).Diagnostics[0].Code);
    }

    [Fact]
    public void A_cut_gzip_is_refused()
    {
        var random = new LeadPredict.Numerics.DeterministicRandom(1);
        var text = new StringBuilder("id,value\n");
        for (var i = 0; i < 50_000; i++) text.Append(i).Append(',').Append(random.NextDouble()).Append('\n');
        var whole = Csv.Gzip(Encoding.UTF8.GetBytes(text.ToString()));

        var e = Assert.Throws<LeadPredictException>(() => Csv.Read(Csv.File(whole[..(whole.Length / 2)])));

        Assert.Equal("LP0109", e.Diagnostics[0].Code);
    }

    [Fact]
    public void Gzip_members_joined_are_one_text() =>
        Assert.Equal(["1", "22", "3"], Csv.Read(Csv.File([.. Csv.Gzip("id\n1\n22\n"u8.ToArray()), .. Csv.Gzip("3\n"u8.ToArray())])).Rows);

    [Fact]
    public void Binary_data_is_refused()
    {
        var bytes = new byte[4000];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i * 7919 >> 3);
        Assert.Equal("LP0107", Csv.CodeOf(bytes));
    }

    [Fact]
    public void Header_names_keep_spaces_dots_quotes_and_emoji() =>
        Assert.Equal(["Lead Number", "emp.var.rate", "the \"best\"", "🚀 score", "a, b"],
            Csv.File("\uFEFF Lead Number ,emp.var.rate,\"the \"\"best\"\"\",🚀 score,\"a, b\"\nx,1,2,3,4\n").Header);

    [Fact]
    public void A_nameless_column_gets_its_position_and_a_note()
    {
        var file = Csv.File(",city\n0,Aarhus\n1,Odense\n");

        Assert.Equal(["column_1", "city"], file.Header);
        Assert.Equal("LP0133", Assert.Single(file.Notes).Code);
    }

    [Fact]
    public void A_title_and_empty_columns_are_stepped_over_and_noted()
    {
        var file = Csv.File("Report of May,,,,\n,,,,\nid,city,size,,\n1,Aarhus,5,,\n2,Odense,6,,\n");

        Assert.Equal(["id", "city", "size"], file.Header);
        Assert.Equal(3, file.HeaderLine);
        Assert.Equal(["LP0131", "LP0132"], file.Notes.Select(n => n.Code));
        Assert.Equal(["1|Aarhus|5", "2|Odense|6"], Csv.Read(file).Rows);
    }

    [Fact]
    public void The_line_sep_of_Excel_sets_the_separator()
    {
        var file = Csv.File("sep=;\r\nid;price\r\n1;2,5\r\n");

        Assert.Equal(["id", "price"], file.Header);
        Assert.Equal(["1|2,5"], Csv.Read(file).Rows);
    }

    [Fact]
    public void A_separator_is_not_taken_from_decimal_commas_or_lists()
    {
        Assert.Equal(';', Csv.File("id;price;width\n1;2,5;1,0\n2;3,5;1,2\n").Dialect.Separator);
        Assert.Equal(',', Csv.File("id,tags,x\n1,a;b;c,1\n2,d;e;f,2\n").Dialect.Separator);
    }

    [Fact]
    public void A_header_quoted_whole_is_unwrapped() =>
        Assert.Equal(["id", "city", "size"], Csv.File("\"id,city,size\"\n1,Aarhus,5\n2,Odense,6\n").Header);

    [Fact]
    public void A_header_alone_has_no_rows()
    {
        var (rows, rejected, _) = Csv.Read("id,city\n");

        Assert.Empty(rows);
        Assert.Empty(rejected);
    }

    [Fact]
    public void Five_thousand_columns_are_read()
    {
        var header = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"a_long_column_name_{i}"));
        var row = string.Join(',', Enumerable.Range(0, 5000));

        var (rows, rejected, reader) = Csv.Read($"{header}\n{row}\n{row}\n");

        Assert.Equal(5000, reader.Header.Count);
        Assert.Equal(2, rows.Count);
        Assert.Empty(rejected);
    }

    [Fact]
    public void The_hash_is_of_the_stored_bytes() =>
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("\uFEFFa,b\n1,2\n"u8)), Csv.File("\uFEFFa,b\n1,2\n").Sha256);

    [Fact]
    public void A_stream_that_passes_once_is_read_twice_from_its_copy()
    {
        using var file = LeadFile.FromStream(new OneByteStream("id,city\n1,Aarhus\n"u8.ToArray()), "stdin");

        Assert.Equal(["1|Aarhus"], Csv.Read(file).Rows);
        Assert.Equal(["1|Aarhus"], Csv.Read(file).Rows);
    }

    [Fact]
    public void The_spreadsheet_trap_is_refused()
    {
        if (SharedData.Missing("traps/really_xlsx.csv", output, out var path)) return;
        Assert.Equal("LP0105", Assert.Throws<LeadPredictException>(() => LeadFile.Open(path)).Diagnostics[0].Code);
    }

    [Fact]
    public void The_pointer_trap_is_refused()
    {
        if (SharedData.Missing("traps/git_lfs_pointer.csv", output, out var path)) return;
        Assert.Equal("LP0106", Assert.Throws<LeadPredictException>(() => LeadFile.Open(path)).Diagnostics[0].Code);
    }

    [Fact]
    public void The_old_Mac_trap_is_read_below_its_title()
    {
        if (SharedData.Missing("traps/cr_only_title_row.csv", output, out var path)) return;
        var file = LeadFile.Open(path);
        var (rows, rejected, _) = Csv.Read(file);

        Assert.Equal(LineEnding.Cr, file.Dialect.LineEnding);
        Assert.Equal(19, file.Header.Count);
        Assert.Equal("Id", file.Header[0]);
        Assert.Equal("CarInsurance", file.Header[^1]);
        Assert.Equal(2, file.HeaderLine);
        Assert.Contains(file.Notes, n => n.Code == "LP0131");
        Assert.Contains(file.Notes, n => n.Code == "LP0132");
        Assert.NotEmpty(rows);
        Assert.Empty(rejected);
    }

    [Fact]
    public void The_trap_of_rows_quoted_whole_is_read()
    {
        if (SharedData.Missing("traps/whole_rows_quoted.csv", output, out var path)) return;
        var (rows, rejected, reader) = Csv.Read(LeadFile.Open(path));

        Assert.Empty(rejected);
        Assert.Equal(File.ReadLines(path).Count() - 1, rows.Count);
        Assert.Equal(File.ReadLines(path).Count(l => l.StartsWith('"')), reader.RowsUnwrapped);
        Assert.Contains(reader.Notes, n => n.Code == "LP0134");
    }
}

/// <summary>Gives one byte a read, as a slow network may.</summary>
sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
}
