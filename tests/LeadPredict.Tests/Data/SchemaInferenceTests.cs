using LeadPredict.Data;
using Xunit.Abstractions;

namespace LeadPredict.Tests.Data;

public class SchemaInferenceTests(ITestOutputHelper output)
{
    static readonly SchemaInferenceOptions s_noLabel = new() { LabelRequired = false };

    static LeadSchema Infer(string text, SchemaInferenceOptions? options = null) => SchemaInference.Infer(TableProfile.Scan(Csv.File(text)), options ?? s_noLabel);

    /// <summary>A column of one file whose only other column is a constant-free filler.</summary>
    static LeadColumn Column(string name, params IEnumerable<string> values) =>
        Infer($"{name};filler\n" + string.Concat(values.Select((v, i) => $"{v};{(i % 2 == 0 ? "a" : "b")}\n"))).Columns[0];

    static IEnumerable<string> Times(int count, Func<int, string> value) => Enumerable.Range(0, count).Select(value);

    static string Code(Action action) => Assert.Throws<LeadPredictException>(action).Diagnostics[0].Code;

    [Fact]
    public void Numbers_are_numbers() => Assert.Equal(ColumnKind.Number, Column("size", "1", "2.5", "-3").Kind);

    [Fact]
    public void A_decimal_comma_needs_evidence()
    {
        Assert.Equal(NumberFormat.CommaDecimal, Column("size", "1,5", "2", "1.500").NumberFormat);
        Assert.Equal(NumberFormat.PointDecimal, Column("size", "1.500", "2", "3").NumberFormat);
    }

    [Fact]
    public void Evidence_of_another_column_decides_an_ambiguous_one()
    {
        var schema = Infer("a;b\n1.500;1,25\n2;3,5\n");

        Assert.Equal([NumberFormat.CommaDecimal, NumberFormat.CommaDecimal], schema.Columns.Select(c => c.NumberFormat));
    }

    [Fact]
    public void Leading_zeros_make_a_code() => Assert.Equal(ColumnKind.Category, Column("area", "001", "002", "001", "130").Kind);

    [Fact]
    public void One_stray_word_among_many_numbers_leaves_a_number()
    {
        var column = Column("size", Times(400, i => i == 7 ? "abc" : $"{i}"));

        Assert.Equal(ColumnKind.Number, column.Kind);
        Assert.Null(column.MissingCodes);
    }

    [Fact]
    public void Many_words_among_numbers_make_a_category() =>
        Assert.Equal(ColumnKind.Category, Column("size", Times(100, i => i % 10 == 0 ? $"word{(char)('a' + i / 10)}" : $"{i % 50}")).Kind);

    [Fact]
    public void A_repeated_word_among_numbers_is_missing_there()
    {
        var column = Column("size", Times(100, i => i % 5 == 0 ? "unknown" : $"{i}"));

        Assert.Equal(ColumnKind.Number, column.Kind);
        Assert.Equal(["unknown"], column.MissingCodes);
    }

    [Fact]
    public void Spellings_of_truth_are_boolean()
    {
        var column = Column("demo", "Yes", "no", "NO", "yes");

        Assert.Equal((ColumnKind.Boolean, "Yes", "no"), (column.Kind, column.TrueText, column.FalseText));
    }

    [Fact]
    public void Yes_no_and_unknown_are_a_category() => Assert.Equal(ColumnKind.Category, Column("default", "yes", "no", "unknown").Kind);

    [Fact]
    public void Dates_of_one_form_are_dates()
    {
        Assert.Equal((ColumnKind.Date, null), (Column("d", "2024-01-31", "2024-02-01 10:00").Kind, Column("d", "2024-01-31").DateFormat));
        Assert.Equal("d/M/yyyy", Column("d", "31/1/2024", "1/2/2024").DateFormat);
        Assert.Equal("M/d/yyyy", Column("d", "1/31/2024", "2/1/2024").DateFormat);
    }

    [Fact]
    public void Ambiguous_dates_are_not_guessed()
    {
        var column = Column("d", "1/2/2024", "3/4/2024");

        Assert.Equal(ColumnRole.Excluded, column.Role);
        Assert.Contains("day/month or month/day", column.ExcludedBecause);
    }

    [Fact]
    public void A_different_number_in_every_row_is_an_id_only_by_its_name()
    {
        Assert.Equal(ColumnKind.Id, Column("Lead Number", Times(30, i => $"{1000 + i}")).Kind);
        Assert.Equal(ColumnKind.Number, Column("revenue", Times(30, i => $"{1000 + i}")).Kind);
    }

    [Fact]
    public void Long_different_texts_are_free_text()
    {
        var column = Column("note", Times(30, i => $"spoke with them about offer number {i} and a lot of other things"));

        Assert.Equal((ColumnKind.Text, ColumnRole.Excluded, "free text"), (column.Kind, column.Role, column.ExcludedBecause));
    }

    [Fact]
    public void Constant_and_empty_columns_are_excluded()
    {
        Assert.StartsWith("constant", Column("x", "No", "No").ExcludedBecause);
        Assert.Equal("every value is missing", Column("x", "", "NA").ExcludedBecause);
        Assert.Null(Column("x", "Yes", "", "Yes").ExcludedBecause);
    }

    [Theory]
    [InlineData("Cognome")]
    [InlineData("e-mail")]
    [InlineData("Efternavn")]
    [InlineData("First Name")]
    [InlineData("apellidos")]
    [InlineData("Vorname")]
    public void Personal_data_is_known_by_name(string name)
    {
        var column = Column(name, "a", "b", "a");

        Assert.True(column.Personal);
        Assert.Equal(ColumnRole.Excluded, column.Role);
    }

    [Fact]
    public void Personal_data_is_known_by_content()
    {
        Assert.True(Column("c1", "ann@x.dk", "bo@y.dk").Personal);
        Assert.True(Column("c1", "+45 12 34 56 78", "+39 055 123 456").Personal);
        Assert.False(Column("c1", "1012345678", "2012345678").Personal);
        Assert.False(Column("c1", "2024-01-31", "2024-02-01").Personal);
    }

    [Theory]
    [InlineData("contact")]
    [InlineData("campaign")]
    [InlineData("previous")]
    [InlineData("source_date")]
    [InlineData("job_status_text")]
    public void Names_that_merely_resemble_a_leak_stay(string name) => Assert.Equal(ColumnRole.Feature, Column(name, "a", "b", "a").Role);

    [Theory]
    [InlineData("sql_at", "stage timestamp")]
    [InlineData("Status", "status")]
    [InlineData("HubSpotScore", "score")]
    [InlineData("lost_reason", "lost")]
    [InlineData("need_level", "known only at sal")]
    public void Names_that_know_the_outcome_are_excluded_with_the_reason(string name, string reason)
    {
        var column = Column(name, "a", "b", "a");

        Assert.Equal(ColumnRole.Excluded, column.Role);
        Assert.Contains(reason, column.ExcludedBecause);
    }

    [Fact]
    public void Columns_of_sales_are_features_at_the_sal_point() =>
        Assert.Equal(ColumnRole.Feature, Infer("need_level,x\na,1\nb,2\n", s_noLabel with { PredictionPoint = KnownAt.Sal }).Columns[0].Role);

    [Fact]
    public void Canonical_names_get_their_roles()
    {
        var schema = Infer("lead_id,account_id,created_at,industry,web_visits_30d,became_sql\nL1,A1,2024-01-01,x,1,0\nL2,A1,2024-01-02,y,2,1\nL3,A2,2024-01-03,x,5,\n");

        Assert.Equal([ColumnRole.Id, ColumnRole.Group, ColumnRole.Time, ColumnRole.Feature, ColumnRole.Feature, ColumnRole.Label], schema.Columns.Select(c => c.Role));
        Assert.Equal((ColumnGroup.Fit, ColumnGroup.Engagement), (schema.Columns[3].Group, schema.Columns[4].Group));
        Assert.Equal(("1", "0"), (schema.PositiveLabel, schema.NegativeLabel));
    }

    [Fact]
    public void A_created_at_that_is_no_date_is_no_time() =>
        Assert.Null(Infer("created_at,x\nlately,1\nlong ago,2\nlately,3\n").Single(ColumnRole.Time));

    [Fact]
    public void A_name_in_another_case_is_found_and_an_unknown_one_gets_near_matches()
    {
        Assert.Equal("Won", Infer("x,Won\n1,yes\n2,no\n", new() { Label = "won" }).Single(ColumnRole.Label)!.Name);

        var e = Assert.Throws<LeadPredictException>(() => Infer("x,Converted\n1,yes\n2,no\n", new() { Label = "Convertd", Time = "nope" }));

        Assert.Equal(2, e.Diagnostics.Count);
        Assert.Equal("LP0141", e.Diagnostics[0].Code);
        Assert.Contains("'Converted'", e.Diagnostics[0].Message);
    }

    [Theory]
    [InlineData("x,y\n1,2\n3,2\n", "y", null, "LP0144")]
    [InlineData("x,y\n1,a\n3,b\n4,c\n", "y", null, "LP0145")]
    [InlineData("x,y\n1,a\n3,b\n", "y", null, "LP0146")]
    [InlineData("x,y\n1,a\n3,b\n", "y", "c", "LP0143")]
    [InlineData("x,y\n1,\n3,\n", "y", null, "LP0144")]
    [InlineData("x,z\n1,a\n3,b\n", null, null, "LP0142")]
    [InlineData("converted,target\n1,0\n0,1\n", null, null, "LP0142")]
    [InlineData("x,y\n", null, null, "LP0144")]
    public void A_label_that_cannot_be_used_is_refused(string text, string? label, string? positive, string code) =>
        Assert.Equal(code, Code(() => Infer(text, new() { Label = label, Positive = positive })));

    [Fact]
    public void A_label_of_days_is_refused_with_what_to_name_instead()
    {
        var e = Assert.Throws<LeadPredictException>(() => Infer("x,won_at\n1,2026-01-02\n2,2026-01-03\n3,2026-01-04\n4,\n", new() { Label = "won_at" }));

        Assert.Contains("--outcome-time", e.Message);
        Assert.DoesNotContain("2026-01-02", e.Message);
    }

    [Fact]
    public void The_positive_value_is_found_without_case_or_as_a_number()
    {
        Assert.Equal("Alpha", Infer("x,y\n1,Alpha\n3,beta\n", new() { Label = "y", Positive = "alpha" }).PositiveLabel);
        Assert.Equal("1.0", Infer("x,y\n1,1.0\n3,0.0\n", new() { Label = "y", Positive = "1" }).PositiveLabel);
        Assert.Equal("Won", Infer("x,y\n1,Lost\n3,Won\n", new() { Label = "y" }).PositiveLabel);
    }

    [Fact]
    public void Ids_of_a_message_do_not_hold_what_people_wrote()
    {
        var e = Assert.Throws<LeadPredictException>(() => Infer("email,x\nann@x.dk,1\nbo@y.dk,2\ncy@z.dk,3\n", new() { Label = "email" }));

        Assert.DoesNotContain("ann", e.Message);
    }

    [Fact]
    public void What_is_declared_wins_over_what_is_seen()
    {
        var declared = new LeadSchema
        {
            Columns =
            [
                new() { Name = "status", Kind = ColumnKind.Category },
                new() { Name = "size", Kind = ColumnKind.Category },
                new() { Name = "gone", Kind = ColumnKind.Number },
                new() { Name = "won", Kind = ColumnKind.Boolean, Role = ColumnRole.Label, MissingCodes = ["open"] },
            ],
        };
        var notes = new List<Diagnostic>();

        var schema = SchemaInference.Merge(declared, TableProfile.Scan(Csv.File("size,status,won,x\n1,a,yes,5\n2,b,no,6\n3,a,open,7\n")), null, notes);

        Assert.Equal(["size", "status", "won", "x"], schema.Columns.Select(c => c.Name));
        Assert.Equal((ColumnKind.Category, ColumnRole.Feature), (schema.Columns[0].Kind, schema.Columns[1].Role));
        Assert.Equal(("yes", ColumnKind.Number), (schema.PositiveLabel, schema.Columns[3].Kind));
        Assert.Equal("LP0148", Assert.Single(notes).Code);
    }

    [Fact]
    public void Column_missing_codes_survive_the_schema_file()
    {
        var schema = Infer("size;f\n" + string.Concat(Times(100, i => (i % 5 == 0 ? "unknown" : $"{i}") + $";{i % 2}\n")));

        Assert.Equal(["unknown"], LeadSchemaFile.Parse(LeadSchemaFile.ToJson(schema), "x").Columns[0].MissingCodes);
    }

    [Fact]
    public void Past_the_cap_distinct_values_are_estimated_and_all_are_looked_at()
    {
        var profile = TableProfile.Scan(Csv.File("a,b\n" + string.Concat(Times(60_000, i => i == 59_999 ? "word,1\n" : $"{i}.5,{i % 3}\n"))));

        Assert.True(profile.Columns[0].DistinctCapped);
        Assert.InRange(profile.Columns[0].Distinct, 56_000, 64_000);
        Assert.Equal(59_999, profile.Columns[0].PointNumbers);
        Assert.Equal([new LevelCount("word", 1)], profile.Columns[0].NotNumbers);
        Assert.Equal((0.5, 59_998.5), (profile.Columns[0].Min, profile.Columns[0].Max));
        Assert.Equal([new LevelCount("1", 20_001), new LevelCount("0", 20_000), new LevelCount("2", 19_999)], profile.Columns[1].Levels);
    }

    [Fact]
    public void X_Education_is_understood()
    {
        if (SharedData.Missing("x_education_leads.csv", output, out var path)) return;
        var profile = TableProfile.Scan(LeadFile.Open(path));
        var schema = SchemaInference.Infer(profile);
        foreach (var c in schema.Columns) output.WriteLine($"{c.Name}: {c.Kind} {c.Role} {c.ExcludedBecause}");

        Assert.Equal("Converted", schema.Single(ColumnRole.Label)!.Name);
        Assert.Equal("1", schema.PositiveLabel);
        Assert.All(schema.Columns.Where(c => c.Name is "Prospect ID" or "Lead Number"), c => Assert.Equal(ColumnKind.Id, c.Kind));
        Assert.Equal(5, schema.Columns.Count(c => c.ExcludedBecause?.StartsWith("constant", StringComparison.Ordinal) == true));
        Assert.Equal(37 - 1 - 2 - 5, schema.Columns.Count(c => c.Role == ColumnRole.Feature));
        Assert.Equal((9240, 0), (profile.RowsRead, profile.RowsRejected));
    }

    [Fact]
    public void Bank_is_understood()
    {
        if (SharedData.Missing("bank-additional-full.csv", output, out var path)) return;
        var profile = TableProfile.Scan(LeadFile.Open(path));
        var schema = SchemaInference.Infer(profile);
        foreach (var c in schema.Columns) output.WriteLine($"{c.Name}: {c.Kind} {c.Role} {c.ExcludedBecause}");

        Assert.Equal(';', profile.Dialect.Separator);
        Assert.Equal(("y", "yes", "no"), (schema.Single(ColumnRole.Label)!.Name, schema.PositiveLabel, schema.NegativeLabel));
        Assert.Equal(ColumnKind.Number, schema.Columns.Single(c => c.Name == "pdays").Kind);
        Assert.Null(schema.Columns.Single(c => c.Name == "pdays").MissingCodes);
        Assert.Equal(20, schema.Columns.Count(c => c.Role == ColumnRole.Feature));
        Assert.Equal((41188, 0), (profile.RowsRead, profile.RowsRejected));
    }

    [Fact]
    public void The_old_Mac_trap_needs_only_its_label()
    {
        if (SharedData.Missing("traps/cr_only_title_row.csv", output, out var path)) return;
        var schema = SchemaInference.Infer(TableProfile.Scan(LeadFile.Open(path)), new() { Label = "CarInsurance" });
        foreach (var c in schema.Columns) output.WriteLine($"{c.Name}: {c.Kind} {c.Role} {c.ExcludedBecause}");

        Assert.Equal("1", schema.PositiveLabel);
        Assert.Equal("Id", schema.Single(ColumnRole.Id)!.Name);
    }
}
