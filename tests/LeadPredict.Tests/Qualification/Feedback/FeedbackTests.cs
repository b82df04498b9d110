using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Qualification.Feedback;

namespace LeadPredict.Tests.Qualification.Feedback;

public sealed class FeedbackTests : IDisposable
{
    static readonly DateTimeOffset s_now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static LeadFeedback? Read(string json, out IReadOnlyList<(string Key, Diagnostic Problem)> problems)
    {
        using var document = JsonDocument.Parse(json);
        return FeedbackJson.Read(document.RootElement, s_now, out problems);
    }

    static LeadFeedback Said(string id, bool? outcome, string? reason = null, int day = 1) => new(id, s_now.AddDays(day)) { Succeeded = outcome, Reason = reason };

    [Fact]
    public void A_feedback_is_read_whole()
    {
        var feedback = Read("""{"lead_id": "L-77", "outcome": false, "reason": " no_budget ", "objection": "too dear", "by": "R01", "at": "2026-09-30"}""", out var problems);

        Assert.Empty(problems);
        Assert.Equal(new LeadFeedback("L-77", new(2026, 9, 30, 0, 0, 0, TimeSpan.Zero)) { Succeeded = false, Reason = "no_budget", Objection = "too dear", By = "R01" }, feedback);
        Assert.Equal(new LeadFeedback("77", s_now) { Succeeded = true }, Read("""{"lead_id": 77, "outcome": true}""", out _));
    }

    [Theory]
    [InlineData("[]", "", "LP0831")]
    [InlineData("""{"outcome": true}""", "lead_id", "LP0833")]
    [InlineData("""{"lead_id": {}, "outcome": true}""", "lead_id", "LP0833")]
    [InlineData("""{"lead_id": "1", "outcome": "yes"}""", "outcome", "LP0833")]
    [InlineData("""{"lead_id": "1", "outcom": true}""", "outcom", "LP0832")]
    [InlineData("""{"lead_id": "1"}""", "outcome", "LP0834")]
    [InlineData("""{"lead_id": "1", "outcome": null, "reason": ""}""", "outcome", "LP0834")]
    [InlineData("""{"lead_id": "1", "reason": 5}""", "reason", "LP0833")]
    [InlineData("""{"lead_id": "1", "outcome": true, "at": "2026-10-05"}""", "at", "LP0833")]
    [InlineData("""{"lead_id": "1", "outcome": true, "at": "soon"}""", "at", "LP0833")]
    public void What_cannot_be_used_is_refused_by_its_key(string json, string key, string code)
    {
        Assert.Null(Read(json, out var problems));
        Assert.Equal((key, code), (problems[0].Key, problems[0].Problem.Code));
    }

    [Fact]
    public void A_text_may_not_be_a_letter()
    {
        Assert.Null(Read($$"""{"lead_id": "1", "objection": "{{new string('x', 201)}}"}""", out var problems));
        Assert.DoesNotContain("xxx", problems[0].Problem.Message);
    }

    [Fact]
    public void What_was_appended_is_read_back()
    {
        var file = new FeedbackFile(_folder["f.ndjson"]);
        LeadFeedback[] said = [Said("1", true), Said("é\n\"", null, "zu teuer"), Said("3", false, "no_need")];
        file.Append(said[0]);
        file.Append(said[1], said[2]);

        Assert.Equal(said, file.Read(out var rejected));
        Assert.Empty(rejected);
        Assert.Equal(3, File.ReadAllLines(_folder["f.ndjson"]).Length);
    }

    [Fact]
    public void A_line_that_was_cut_off_takes_no_other_with_it()
    {
        var file = new FeedbackFile(_folder["f.ndjson"]);
        file.Append(Said("1", true));
        File.AppendAllText(_folder["f.ndjson"], "{\"lead_id\":\"2\",\"outc");
        file.Append(Said("3", false));

        Assert.Equal(["1", "3"], file.Read(out var rejected).Select(f => f.LeadId));
        Assert.Equal((2L, "LP0831"), (rejected.Single().Line, rejected.Single().Code));
    }

    [Fact]
    public void Many_at_once_lose_nothing()
    {
        // Each has a lock of its own, as processes have.
        FeedbackFile[] files = [new(_folder["f.ndjson"]), new(_folder["f.ndjson"]), new(_folder["f.ndjson"])];
        Parallel.For(0, 200, i => files[i % files.Length].Append(Said($"{i}", true), Said($"{i + 200}", false)));

        Assert.Equal(400, files[0].Read(out _).Select(f => f.LeadId).Distinct().Count());
    }

    [Fact]
    public async Task Who_appends_waits_until_nobody_else_has_the_file()
    {
        var file = new FeedbackFile(_folder["f.ndjson"]);
        file.Append(Said("1", true));
        Task appended;
        using (var other = new FileStream(_folder["f.ndjson"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            appended = Task.Run(() => file.Append(Said("3", true)));
            await Task.Delay(100);
            Assert.False(appended.IsCompleted);
            other.Seek(0, SeekOrigin.End);
            other.Write("{\"lead_id\":\"2\",\"outcome\":false}\n"u8);
        }
        await appended;

        Assert.Equal(["1", "2", "3"], file.Read(out _).Select(f => f.LeadId));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        var problem = Assert.Throws<LeadPredictException>(() => new FeedbackFile(Path.Combine(_folder["none"], "f.ndjson")).Append(Said("1", true)));

        Assert.Equal("LP0830", problem.Diagnostics.Single().Code);
    }

    [Fact]
    public void Of_each_part_what_was_said_last_counts()
    {
        var last = FeedbackReport.Last([Said("1", null, "bad_timing", day: 1), Said("2", true), Said("1", false, day: 3), Said("1", true, day: 2)]);

        Assert.Equal([("1", false, "bad_timing"), ("2", true, null)], last.Select(f => (f.LeadId, f.Succeeded!.Value, f.Reason)));
    }

    [Fact]
    public void Grades_are_held_against_what_the_model_expected()
    {
        JudgedLead[] leads = [new("a1", 0.8, 'A'), new("a2", 0.6, 'A'), new("d1", 0.1, 'D'), new("d2", 0.05, 'D')];
        var report = FeedbackReport.Of([Said("a1", true), Said("a2", false, "No_Need"), Said("d1", true), Said("d2", null, "no_need"), Said("x", false)], leads);

        Assert.Equal((1, 2, 1.4), (report.Grades[0].Succeeded.Count, report.Grades[0].Succeeded.Of, Math.Round(report.Grades[0].Expected, 9)));
        Assert.Equal((2, 3, 1.5), (report.Whole.Succeeded.Count, report.Whole.Succeeded.Of, Math.Round(report.Whole.Expected, 9)));
        Assert.Equal((5, 0, 1), (report.Leads.Count, report.Replaced, report.Unknown));
        Assert.Equal([new WordFeedback("reason", "No_Need", 2, 1, (0.6 + 0.05) / 2)], report.Words);
        Assert.Equal(["d1", "a2"], report.Surprises.Select(s => s.Lead.Id));
    }

    [Fact]
    public void Outcomes_are_filled_into_the_leads_and_nothing_else_changes()
    {
        var schema = new LeadSchema
        {
            Columns = [new LeadColumn { Name = "id", Role = ColumnRole.Id }, new LeadColumn { Name = "note" }, new LeadColumn { Name = "won", Role = ColumnRole.Label }],
            PositiveLabel = "yes",
            NegativeLabel = "no",
        };
        using var leads = LeadReader.FromStream(new MemoryStream(Encoding.UTF8.GetBytes("id,note,won\n1,\"=a, b\",\n2,x,yes\n3,y,no\n4,z,\n")), "leads.csv");
        using var output = new MemoryStream();

        var summary = LeadPredict.Serving.FeedbackMerge.Write(leads, schema, [Said("1", true), Said("2", false), Said("3", false), Said("9", true)], output);

        Assert.Equal("id,note,won\n1,\"=a, b\",yes\n2,x,no\n3,y,no\n4,z,\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(new LeadPredict.Serving.MergeSummary(4, 0, 1, 1), summary);
    }

    [Fact]
    public void A_file_without_the_label_gets_it()
    {
        var schema = new LeadSchema { Columns = [new LeadColumn { Name = "id", Role = ColumnRole.Id }, new LeadColumn { Name = "won", Role = ColumnRole.Label }], PositiveLabel = "true", NegativeLabel = "false" };
        using var leads = LeadReader.FromStream(new MemoryStream(Encoding.UTF8.GetBytes("id;note\n1;a\n2;b\n")), "leads.csv");
        using var output = new MemoryStream();

        _ = LeadPredict.Serving.FeedbackMerge.Write(leads, schema, [Said("2", true)], output);

        Assert.Equal("id;note;won\n1;a;\n2;b;true\n", Encoding.UTF8.GetString(output.ToArray()));
    }
}
