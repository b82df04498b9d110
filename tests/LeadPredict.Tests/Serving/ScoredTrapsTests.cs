using System.Text;
using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;
using LeadPredict.Tests.Data;
using Xunit.Abstractions;

namespace LeadPredict.Tests.Serving;

public class ScoredTrapsTests(ITestOutputHelper output)
{
    /// <summary>A model that uses every column of a file, as a category, and answers the same for each lead.</summary>
    static LeadModel ModelOf(IReadOnlyList<string> header)
    {
        var columns = header.Select(name => new LeadColumn { Name = name, Kind = ColumnKind.Category }).ToArray();
        var encoder = new LeadEncoder(new LeadSchema { Columns = columns }, [.. columns.Select(c => new FeatureEncoding(c, []))]);
        var binner = new FeatureBinner([.. columns.Select(_ => new FeatureKind(true, 1))], [.. columns.Select(_ => Array.Empty<float>())]);
        var ensemble = new TreeEnsemble { Binner = binner, Bias = 0, Trees = [] };
        return new LeadModel(encoder, ensemble, IdentityCalibrator.Instance, new GradeScale(0.9, 0.5, 0.1), new ReferenceLeads([0.5], [0], [0], [1]),
            new ModelOrigin("tests", [], "gbdt", 1, 1, new Dictionary<string, string>()));
    }

    static List<string> Rows(LeadReader reader, int columns)
    {
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('\u241F', Enumerable.Range(0, columns).Select(c => Encoding.UTF8.GetString(reader.Field(c)))));
        return rows;
    }

    static void Check(LeadFile file)
    {
        using MemoryStream scored = new(), rejects = new();
        ScoringSummary summary;
        using (var reader = file.OpenReader()) summary = new LeadScorer(ModelOf(file.Header), new ScoringOptions { Reasons = 0 }).Score(reader, scored, rejects);
        using var original = file.OpenReader();
        var expected = Rows(original, file.Header.Count);
        var asWritten = new CsvDialectOptions { Separator = file.Dialect.Separator, Encoding = TextEncoding.Utf8 };
        using var answer = LeadFile.FromBytes(scored.ToArray(), "scored", asWritten);
        using var answers = answer.OpenReader();
        using var refused = LeadFile.FromBytes(rejects.ToArray(), "rejects", new CsvDialectOptions { Separator = ',', Encoding = TextEncoding.Utf8 });
        using var refusals = refused.OpenReader();

        Assert.Equal(original.RowsRead, summary.RowsRead);
        Assert.Equal(summary.RowsRead, summary.RowsScored + summary.RowsRejected);
        Assert.Equal(file.Header.Count + 4, answer.Header.Count);
        Assert.Equal(expected, Rows(answers, file.Header.Count));
        Assert.Equal(summary.RowsScored, answers.RowsRead);
        if (summary.RowsRejected > 0) Assert.Equal(5, refused.Header.Count);
    }

    [Fact]
    public void Every_trap_is_scored_or_rejected_row_by_row_and_keeps_its_fields()
    {
        if (SharedData.Missing("x_education_leads.csv", output, out var known)) return;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(known)!, "traps")))
        {
            LeadFile file;
            try
            {
                file = LeadFile.Open(path);
            }
            catch (LeadPredictException e)
            {
                output.WriteLine($"{Path.GetFileName(path)}: {e.Diagnostics[0].Code}");
                continue;
            }
            output.WriteLine($"{Path.GetFileName(path)}: {file.Dialect}");
            using (file) Check(file);
        }
    }

    [Theory]
    [InlineData("a,b\n\"x \"\"y\"\" z\",\"line\r\nbreak\"\n,\n' ',\"  \"\n")]
    [InlineData("a;b\r\n1,5;\"2;3\"\r\n\"\";x\r\n")]
    [InlineData("a\tb,c\n1\t\"2,3\"\n")]
    [InlineData("a,b\n1,2,\n3,4\n")]
    [InlineData("a,b\n5\"x,6\n")]
    [InlineData("'a','b'\n'it''s','2'\n'x, y','3'\n")]
    public void What_is_written_reads_back_as_what_was_read(string csv)
    {
        using var file = Csv.File(csv);

        Check(file);
    }
}
