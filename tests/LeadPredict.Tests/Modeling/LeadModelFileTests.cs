using System.Security.Cryptography;
using System.Text;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Tests.Boosting;

namespace LeadPredict.Tests.Modeling;

public class LeadModelFileTests
{
    static readonly LeadModel s_model = MadeModels.Of(MadeLeads.Fitted(MadeLeads.Mixed(300, 2, 1, seed: 1),
        MadeLeads.Plain with { MaxBins = 60, Leaves = 6, Members = 2, LinearStart = 0.5 }, trees: 3));

    static readonly byte[] s_bytes = LeadModelFile.ToBytes(s_model);

    [Fact]
    public void Write_read_write_gives_the_same_bytes() =>
        Assert.Equal(s_bytes, LeadModelFile.ToBytes(LeadModelFile.Parse(s_bytes, "a")));

    [Fact]
    public void A_read_model_answers_as_the_written_one()
    {
        var read = LeadModelFile.Parse(s_bytes, "a");
        var random = new DeterministicRandom(1);
        for (var i = 0; i < 300; i++)
        {
            var row = MadeLeads.StrangeRow([.. s_model.Ensemble.Binner.Kinds], random);
            Assert.Equal(s_model.Ensemble.LogOdds(row), read.Ensemble.LogOdds(row));
            var bins = new byte[row.Length];
            read.Ensemble.Binner.Bin(row, bins);
            Assert.Equal(s_model.Ensemble.LogOdds(row), read.Ensemble.LogOdds(bins));
        }
        Assert.Equal(s_model.Calibrator.Calibrate(0.3), read.Calibrator.Calibrate(0.3));
        Assert.Equal(s_model.Grades, read.Grades);
        Assert.Equal(s_model.Paths.Base, read.Paths.Base);
        Assert.Equal("5feceb66", Assert.Single(read.Origin.DataSha256));
    }

    [Fact]
    public void Id_is_the_start_of_the_files_hash()
    {
        var read = LeadModelFile.Parse(s_bytes, "a");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(s_bytes)), read.Sha256);
        Assert.Equal(read.Sha256[..12], read.Id);
        Assert.Equal("unsaved", s_model.Id);
    }

    [Fact]
    public void A_file_cut_at_any_length_is_refused()
    {
        for (var length = 0; length < s_bytes.Length; length += length < 1200 ? 1 : 7) AssertRefused(s_bytes[..length], $"cut at {length}");
        AssertRefused([.. s_bytes, 0], "a byte too many");
    }

    [Fact]
    public void A_file_with_any_bit_flipped_is_refused()
    {
        for (var at = 0; at < s_bytes.Length; at += at < 400 ? 1 : 5)
        {
            for (var bit = 0; bit < 8; bit += at < 400 ? 1 : 3)
            {
                var edited = (byte[])s_bytes.Clone();
                edited[at] ^= (byte)(1 << bit);
                AssertRefused(edited, $"bit {bit} of byte {at}");
            }
        }
    }

    [Fact]
    public void A_section_name_edited_to_another_blank_is_refused()
    {
        var edited = (byte[])s_bytes.Clone();
        edited[16 + 10] = (byte)'\t';

        AssertRefused(edited, "a tab for a space");
    }

    static void AssertRefused(byte[] bytes, string what)
    {
        try
        {
            LeadModelFile.Parse(bytes, "leads.leadmodel");
        }
        catch (LeadPredictException e) when (e.Diagnostics[0].Code is "LP0302" or "LP0303" or "LP0304" or "LP0305")
        {
            return;
        }
        Assert.Fail($"{what}: the file was read");
    }

    [Fact]
    public void Edited_sections_with_right_checksums_are_refused_or_answer_without_harm()
    {
        var random = new DeterministicRandom(2);
        var sections = Sections(s_bytes);
        var row = new float[3];
        for (var trial = 0; trial < 4000; trial++)
        {
            var edited = (byte[])s_bytes.Clone();
            var (start, length) = sections[trial % sections.Count];
            for (var edits = random.NextInt(3); edits >= 0; edits--)
                edited[start + random.NextInt(length)] = random.NextInt(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.NextInt(256) };
            Sign(edited, start, length);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var model = LeadModelFile.Parse(edited, "a");
                model.Ensemble.LogOdds(row);
                model.Paths.Base.ToString();
            }
            catch (LeadPredictException e)
            {
                Assert.Matches("LP030[2-5]", e.Diagnostics[0].Code);
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50_000_000, "reading took a giant allocation");
        }
    }

    static List<(int Start, int Length)> Sections(byte[] bytes)
    {
        var result = new List<(int, int)>();
        for (var at = 16; at < bytes.Length; at = result[^1].Item1 + result[^1].Item2)
            result.Add((at + 56, (int)BitConverter.ToInt64(bytes, at + 16)));
        return result;
    }

    static void Sign(byte[] bytes, int start, int length) => SHA256.HashData(bytes.AsSpan(start, length)).CopyTo(bytes, start - 32);

    [Fact]
    public void What_is_no_model_says_what_it_is()
    {
        Assert.Equal("LP0302", CodeOf(Encoding.UTF8.GetBytes("lead_id,won\r\n1,yes\r\n")));
        Assert.Equal("LP0302", CodeOf([]));
        var newer = (byte[])s_bytes.Clone();
        newer[8] = 9;
        Assert.Equal("LP0304", CodeOf(newer));
    }

    static string CodeOf(byte[] bytes) => Assert.Throws<LeadPredictException>(() => LeadModelFile.Parse(bytes, "a")).Diagnostics[0].Code;

    [Fact]
    public void A_damaged_section_is_named()
    {
        var edited = (byte[])s_bytes.Clone();
        var trees = Sections(s_bytes)[4];
        edited[trees.Start + 9] ^= 1;

        var error = Assert.Throws<LeadPredictException>(() => LeadModelFile.Parse(edited, "leads.leadmodel"));

        Assert.Equal($"leads.leadmodel: LP0303 checksum or length differs at section 'trees' (byte {trees.Start}). "
            + "The file was cut or edited. Copy it again, or make it again: leadpredict train …", error.Message);
    }

    [Fact]
    public void Order_of_columns_does_not_change_the_file()
    {
        const string Header = "size,source,visits,won";
        string[] rows = [.. Enumerable.Range(0, 300).Select(i => $"{i * 37 % 101},{"abc"[i % 3]},{(i % 7 == 0 ? "" : i % 13)},{(i * 37 % 101 + 20 * (i % 3) > 70 ? 1 : 0)}")];
        byte[] Train(params int[] order)
        {
            string Permute(string line) => string.Join(',', order.Select(c => line.Split(',')[c]));
            var columns = new[]
            {
                new LeadColumn { Name = "size", Kind = ColumnKind.Number },
                new LeadColumn { Name = "source", Kind = ColumnKind.Category },
                new LeadColumn { Name = "visits", Kind = ColumnKind.Number },
                new LeadColumn { Name = "won", Kind = ColumnKind.Boolean, Role = ColumnRole.Label },
            };
            var schema = new LeadSchema { Columns = [.. order.Select(c => columns[c])], PositiveLabel = "1", NegativeLabel = "0" };
            using var file = LeadFile.FromBytes(Encoding.UTF8.GetBytes(string.Join('\n', rows.Prepend(Header).Select(Permute)) + "\n"), "leads.csv");
            var table = LeadTableReader.Read([file], schema);
            var encoder = LeadEncoder.Fit(table, MadeLeads.Rows(300), 253, 5);
            var set = new TrainingSet(encoder.Encode(table), [.. encoder.Features.Select(f => new FeatureKind(f.IsCategory, f.CodeCount))], [.. table.Labels.Select(l => (float)l)]);
            var ensemble = MadeLeads.Fitted(set, MadeLeads.Plain with { ColumnSampling = 0.6, Members = 2, LinearStart = 0.5 }, trees: 4);
            return LeadModelFile.ToBytes(new LeadModel(encoder, ensemble, s_model.Calibrator, s_model.Grades, s_model.Reference, s_model.Origin));
        }
        var expected = Train(0, 1, 2, 3);

        Assert.Equal(expected, Train(3, 2, 1, 0));
        Assert.Equal(expected, Train(1, 3, 0, 2));
    }

    [Fact]
    public void A_written_file_is_read_from_its_path_or_its_folder()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(LeadModelFile.FileName);

        var written = LeadModelFile.Write(s_model, path);

        Assert.Equal(s_bytes, File.ReadAllBytes(path));
        Assert.Equal(written.Sha256, LeadModelFile.Read(path).Sha256);
        Assert.Equal(written.Sha256, LeadModelFile.Read(folder.Path).Sha256);
    }

    [Fact]
    public void A_missing_file_is_refused_with_its_path()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<LeadPredictException>(() => LeadModelFile.Read(folder.File("none.leadmodel")));

        Assert.Equal("LP0301", error.Diagnostics[0].Code);
        Assert.Equal(folder.File("none.leadmodel"), error.Diagnostics[0].Source);
    }
}
