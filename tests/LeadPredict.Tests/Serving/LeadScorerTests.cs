using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Tests.Data;

namespace LeadPredict.Tests.Serving;

public class LeadScorerTests
{
    static readonly LeadModel s_model = TinyModels.Make();

    const string Header = "lead_id,created_at,email,lead_source,employee_count,demo_requested,last_touch_at,annual_revenue";

    static (string[] Lines, string[] Rejects, ScoringSummary Summary) Score(string csv, int reasons = 3)
    {
        using var reader = Csv.File(csv).OpenReader();
        return Score(reader, reasons);
    }

    static (string[] Lines, string[] Rejects, ScoringSummary Summary) Score(LeadReader reader, int reasons = 3)
    {
        using MemoryStream output = new(), rejects = new();
        var summary = new LeadScorer(s_model, new ScoringOptions { Reasons = reasons }).Score(reader, output, rejects);
        Assert.Equal(summary.RowsRead, summary.RowsScored + summary.RowsRejected);
        return (Lines(output), Lines(rejects), summary);

        static string[] Lines(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
    }

    [Fact]
    public void Every_column_and_the_order_of_rows_stay_and_four_columns_follow()
    {
        var (lines, rejects, summary) = Score(Header + "\n2,2025-01-01,,web,10,true,2025-01-05,\"1000,5\"\n1,2025-01-02,,referral,20,no,,\n");

        Assert.Equal(Header + ",sql_probability,grade,percentile,reasons", lines[0]);
        Assert.StartsWith("2,2025-01-01,,web,10,true,2025-01-05,\"1000,5\",0.", lines[1]);
        Assert.StartsWith("1,2025-01-02,,referral,20,no,,,0.", lines[2]);
        Assert.Equal(["line,column,code,message,row"], rejects);
        Assert.Equal(2, summary.RowsScored);
    }

    [Fact]
    public void Reasons_name_the_column_its_value_and_its_part_and_say_what_is_not_stated()
    {
        var (lines, _, _) = Score(Header + "\n1,2025-01-01,,referral,,true,2025-01-05,\n", reasons: 50);

        var cell = Assert.Single(lines[1..])[(lines[1].LastIndexOf(',') + 1)..];
        Assert.Matches(@"Source: referral \(\+\d+\)", cell);
        Assert.Matches(@"Number of employees not stated \(-\d+\)", cell);
        Assert.Equal(5, cell.Split("; ").Length);
    }

    [Fact]
    public void A_probability_is_that_of_the_library_in_the_shortest_text_that_reads_back()
    {
        var engine = new PredictionEngine(s_model);
        engine.SetField(engine.FindField("lead_source"u8), "web"u8);
        var expected = engine.Predict();

        var (lines, _, _) = Score("lead_source\nweb\n", reasons: 0);

        Assert.Equal(FormattableString.Invariant($"web,{expected.Probability:R},{expected.Grade},{expected.Percentile:R},"), lines[1]);
    }

    [Fact]
    public void A_value_of_the_wrong_kind_rejects_its_row_with_line_column_code_and_text()
    {
        var (lines, rejects, summary) = Score(Header + "\n1,2025-01-01,a@b.example,web,many,true,,\n2,,,web,3,true,,\n");

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("2,5,LP0161,", rejects[1]);
        Assert.EndsWith(",\"1,2025-01-01,a@b.example,web,many,true,,\"", rejects[1]);
        Assert.Equal((2, 1, 1), (summary.RowsRead, summary.RowsScored, summary.RowsRejected));
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_rejected_too()
    {
        var (lines, rejects, _) = Score("lead_source,employee_count\nweb\nweb,1\nweb,2,3\n");

        Assert.Equal(2, lines.Length);
        Assert.Equal(["2,0,LP0121", "4,3,LP0122"], rejects[1..].Select(r => string.Join(',', r.Split(',')[..3])));
    }

    [Fact]
    public void An_empty_number_is_missing_and_not_zero()
    {
        var (lines, _, _) = Score("lead_source,employee_count\nweb,\nweb,NA\nweb,0\n", reasons: 0);

        static string Probability(string line) => line.Split(',')[2];
        Assert.Equal(Probability(lines[1]), Probability(lines[2]));
        Assert.NotEqual(Probability(lines[1]), Probability(lines[3]));
    }

    [Fact]
    public void A_column_that_the_file_lacks_is_missing_in_every_row_and_told_once()
    {
        var (_, _, summary) = Score("lead_source,demo_requested\nweb,true\nweb,false\n");

        Assert.Equal(["annual_revenue", "employee_count", "last_touch_at", "created_at"], summary.MissingColumns);
        Assert.Equal(4, summary.Notes.Count(n => n.Code == "LP0176"));
    }

    [Fact]
    public void A_file_without_any_column_of_the_model_is_refused()
    {
        var error = Assert.Throws<LeadPredictException>(() => Score("name,city\nx,y\n"));

        Assert.Equal("LP0175", error.Diagnostics[0].Code);
    }

    [Fact]
    public void Unknown_categories_are_counted_by_column()
    {
        var (_, _, summary) = Score("lead_source\nmoon\nmars\nweb\n");

        Assert.Equal(("lead_source", 2L), Assert.Single(summary.UnknownCategories));
    }

    [Fact]
    public void A_column_of_the_same_name_keeps_it_and_ours_gets_a_number()
    {
        var (lines, _, summary) = Score("grade,lead_source,Grade_2\nA,web,x\n");

        Assert.Equal("grade,lead_source,Grade_2,sql_probability,grade_3,percentile,reasons", lines[0]);
        Assert.Contains(summary.Notes, n => n.Code == "LP0177");
    }

    [Fact]
    public void Fields_are_quoted_only_where_needed_and_their_text_stays()
    {
        var (lines, _, _) = Score("lead_source,note\n\"web\",\"say \"\"hi\"\", now\"\n web ,  two spaces\n", reasons: 0);

        Assert.StartsWith("web,\"say \"\"hi\"\", now\",0.", lines[1]);
        Assert.StartsWith(" web ,  two spaces,0.", lines[2]);
    }

    [Theory]
    [InlineData(";", "\r\n")]
    [InlineData("\t", "\n")]
    [InlineData("|", "\r")]
    public void The_answer_has_the_separator_and_line_ends_of_the_question(string separator, string end)
    {
        using var reader = Csv.File(string.Join(end, ["lead_source|employee_count", "web|1", "event|2", ""]).Replace("|", separator)).OpenReader();
        using var output = new MemoryStream();

        new LeadScorer(s_model).Score(reader, output);

        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.StartsWith(string.Join(separator, "lead_source", "employee_count", "sql_probability", "grade", "percentile", "reasons") + (end == "\r" ? "\n" : end), text);
        Assert.Equal(3, text.Count(c => c == '\n'));
    }

    [Fact]
    public void A_header_without_rows_gives_a_header()
    {
        var (lines, _, summary) = Score("lead_source,employee_count\n");

        Assert.Equal(["lead_source,employee_count,sql_probability,grade,percentile,reasons"], lines);
        Assert.Equal(0, summary.RowsRead);
        Assert.True(double.IsNaN(summary.Probability.Mean));
    }

    [Fact]
    public void A_byte_order_mark_stays_for_Excel()
    {
        using var reader = Csv.File([0xEF, 0xBB, 0xBF, .. "lead_source,name\nweb,Sørén\n"u8]).OpenReader();
        using var output = new MemoryStream();

        new LeadScorer(s_model).Score(reader, output);

        Assert.StartsWith("\uFEFFlead_source,name,", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task Scoring_without_waiting_threads_gives_the_same_bytes()
    {
        var csv = Header + "\n" + string.Concat(Enumerable.Range(0, 5000).Select(i =>
            FormattableString.Invariant($"{i},2025-01-01,,{(i % 3 == 0 ? "web" : "referral")},{(i % 97 == 0 ? "many" : i.ToString())},{i % 2},2025-02-01,{i}\n")));
        using MemoryStream output = new(), rejects = new(), outputAsync = new(), rejectsAsync = new();
        using var reader = Csv.File(csv).OpenReader();
        using var second = await LeadReader.FromStreamAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "leads.csv");

        var summary = new LeadScorer(s_model).Score(reader, output, rejects);
        await new LeadScorer(s_model).ScoreAsync(second, outputAsync, rejectsAsync);

        Assert.Equal(52, summary.RowsRejected);
        Assert.Equal(output.ToArray(), outputAsync.ToArray());
        Assert.Equal(rejects.ToArray(), rejectsAsync.ToArray());
    }

    [Fact]
    public void Cancelling_stops_the_run()
    {
        var csv = "lead_source\n" + string.Concat(Enumerable.Repeat("web\n", 5000));
        using var reader = Csv.File(csv).OpenReader();

        Assert.ThrowsAny<OperationCanceledException>(() => new LeadScorer(s_model).Score(reader, Stream.Null, ct: new CancellationToken(true)));
    }

    [Fact]
    public void Rows_do_not_allocate()
    {
        static long Allocated(int rows)
        {
            var csv = "lead_source,employee_count\n" + string.Concat(Enumerable.Repeat("web,12\n", rows));
            using var reader = Csv.File(csv).OpenReader();
            var before = GC.GetAllocatedBytesForCurrentThread();
            new LeadScorer(s_model, new ScoringOptions { Reasons = 0 }).Score(reader, Stream.Null);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(100_000);

        Assert.InRange(Allocated(200_000) - Allocated(100_000), -100_000, 400_000);
    }
}
