using System.Buffers;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Wording;

namespace LeadPredict.Tests.Wording;

/// <summary>
/// All that reasons can say of the shipped columns, in five files for people to read. After a change that is meant, run
/// <c>UPDATE_APPROVED=1 dotnet test -c Release --filter ReasonWords</c> and read the difference.
/// </summary>
public class ReasonWordsTests
{
    static readonly LeadSchema s_shipped = LeadSchemaFile.Read(Path.Combine(Repository.Root, "data", "leads.schema.json"));

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Italian)]
    [InlineData(Language.Danish)]
    [InlineData(Language.Spanish)]
    [InlineData(Language.German)]
    public void Words_of_the_shipped_columns_are_the_approved_ones(Language language)
    {
        var path = Path.Combine(Repository.Root, "tests", "LeadPredict.Tests", "Approved", $"reasons.{language.Code()}.txt");
        var actual = string.Join('\n', Lines(language)) + "\n";
        if (Repository.UpdateApproved) File.WriteAllText(path, actual);

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }

    static IEnumerable<string> Lines(Language language)
    {
        foreach (var column in s_shipped.Columns.Where(c => c.Role == ColumnRole.Feature))
        {
            var levels = LevelsOf(column.Name);
            var feature = new FeatureEncoding(column, levels);
            yield return $"# {column.Name}";
            foreach (var (value, encoded) in Examples(column, levels)) yield return Say(feature, language, value, encoded);
            yield return Say(feature, language, "", float.NaN, FieldStatus.Missing);
        }
        yield return "# columns that no book knows";
        yield return Say(new(new() { Name = "pagesViewed_30d", Unit = "pages" }, []), language, "1234.5", 1234.5f);
        yield return Say(new(new() { Name = "is_partner", Kind = ColumnKind.Boolean }, []), language, "true", 1);
        yield return Say(new(new() { Name = "is_partner", Kind = ColumnKind.Boolean }, []), language, "false", 0);
        yield return Say(new(new() { Name = "Vertical Market", Kind = ColumnKind.Category }, ["fine_food"]), language, "fine_food", 0);
        yield return Say(new(new() { Name = "renewal_at", Kind = ColumnKind.Date }, []), language, "2026-09-30", 0);
        yield return Say(new(new() { Name = "renewal_at", Kind = ColumnKind.Date }, []), language, "", float.NaN, FieldStatus.Missing);
    }

    // The synthesizer's levels are those of the shipped data.
    static string[] LevelsOf(string column) => column switch
    {
        "segment" => ["platform", "analytics", "services", "starter"],
        "country" => ["DE"],
        "list_provenance" => ["own", "partner", "purchased", "unknown"],
        "email_domain_type" => ["business", "free", "role", "edu", "disposable"],
        "industry" => ["software", "manufacturing", "financial_services", "retail", "healthcare", "professional_services", "logistics", "education", "media", "public_sector", "construction", "energy", "hospitality", "agriculture", "mining"],
        "company_type" => ["private", "public", "startup", "nonprofit", "government", "cooperative", "sole_trader"],
        "job_function" => ["it", "operations", "marketing", "finance", "sales", "engineering", "hr", "procurement", "research", "legal", "facilities"],
        "job_level" => ["c_level", "vp", "director", "manager", "individual", "intern"],
        "intent_provider" => ["signalbase"],
        "declared_budget_band" => ["under_10k", "10k_50k", "50k_150k", "over_150k"],
        "declared_timeline" => ["0_3_months", "3_6_months", "6_12_months", "over_12_months", "no_plan"],
        "declared_role_in_decision" => ["decision_maker", "influencer", "user", "researcher"],
        "declared_need_category" => ["replace_system", "new_project", "expand_use", "compliance", "cost_saving", "just_looking", "merger"],
        "lead_source" => ["seo", "paid_search", "paid_social", "webinar", "referral", "partner", "trade_show", "content_syndication", "social_outbound", "newsletter", "word_of_mouth", "influencer", "press", "ai_assistant"],
        "source_detail" => ["Google-c12"],
        _ => [],
    };

    static IEnumerable<(string Value, float Encoded)> Examples(LeadColumn column, string[] levels) => column.Kind switch
    {
        ColumnKind.Boolean => [("true", 1), ("false", 0)],
        ColumnKind.Category => [.. levels.Select((level, code) => (level, (float)code)), ("Quite_new", levels.Length)],
        _ => [("0", 0), ("1", 1), ("1234567.5", 1234567.5f)],
    };

    static string Say(FeatureEncoding feature, Language language, string value, float encoded, FieldStatus status = FieldStatus.Value, bool pointDecimal = false)
    {
        var output = new ArrayBufferWriter<byte>();
        new ColumnWording(feature, language).Write(output, Encoding.UTF8.GetBytes(value), status, encoded, pointDecimal);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Fact]
    public void A_label_of_the_schema_goes_before_the_books()
    {
        var column = new LeadColumn { Name = "employee_count", Unit = "people", Labels = new Dictionary<string, string> { ["it"] = "Addetti", ["en"] = "Staff" } };

        Assert.Equal("Addetti: 12 people", Say(new(column, []), Language.Italian, "12", 12));
        Assert.Equal("Addetti: dato assente", Say(new(column, []), Language.Italian, "", float.NaN, FieldStatus.Missing));
        Assert.Equal("Beschäftigte: 12", Say(new(column, []), Language.German, "12", 12));
        Assert.Equal("Staff: 3 people", Say(new(column with { Name = "heads" }, []), Language.German, "3", 3));
    }

    [Fact]
    public void A_personal_columns_value_is_never_shown()
    {
        var column = new LeadColumn { Name = "phone_prefix", Kind = ColumnKind.Category, Personal = true };

        Assert.Equal("Phone prefix", Say(new(column, ["0451"]), Language.English, "0451", 0));
    }

    [Theory]
    [InlineData("0.5", "0,5")]
    [InlineData("0.00001", "0")]
    [InlineData("-1234.567", "-1.234,57")]
    [InlineData("999", "999")]
    [InlineData("1000", "1.000")]
    [InlineData("1e15", "1000000000000000")]
    public void Numbers_are_written_as_the_language_writes_them(string value, string expected)
    {
        Assert.Equal($"Heads: {expected}", Say(new(new() { Name = "heads" }, []), Language.Danish, value, 0));
    }

    [Fact]
    public void A_decimal_comma_is_read_in_files_and_a_point_in_json()
    {
        var feature = new FeatureEncoding(new() { Name = "heads", NumberFormat = NumberFormat.CommaDecimal }, []);

        Assert.Equal("Heads: 1.5", Say(feature, Language.English, "1,5", 1.5f));
        Assert.Equal("Heads: 1.5", Say(feature, Language.English, "1.5", 1.5f, pointDecimal: true));
    }

    [Fact]
    public void A_long_value_is_cut_between_characters_and_stays_on_one_line()
    {
        var feature = new FeatureEncoding(new() { Name = "note", Kind = ColumnKind.Category }, []);

        Assert.Equal($"Note: {new string('x', 59)}…", Say(feature, Language.English, new string('x', 59) + "æøå", 0));
        Assert.Equal("Note: a b", Say(feature, Language.English, "a\nb", 0));
    }

    [Fact]
    public void A_phrase_of_yes_and_no_is_not_said_of_a_number()
    {
        Assert.Equal("Demo requested: 3", Say(new(new() { Name = "demo_requested" }, []), Language.English, "3", 3));
    }

    [Fact]
    public void Names_of_a_crm_have_the_canonical_words()
    {
        Assert.Equal("Employees: 7", Say(new(new() { Name = "NumberOfEmployees" }, []), Language.English, "7", 7));
    }

    [Fact]
    public void Every_book_has_the_same_sentences_with_the_same_places_for_values()
    {
        var english = PhraseBook.Of(Language.English);
        Assert.Contains("page.contest_text", english.Words);
        foreach (var language in Enum.GetValues<Language>())
        {
            var book = PhraseBook.Of(language);
            Assert.Equal(english.Words, book.Words);
            foreach (var word in english.Words)
            {
                Assert.NotEmpty(book[word]);
                Assert.Equal((word, Places(english[word])), (word, Places(book[word])));
            }
        }

        static string Places(string text) => string.Join(' ', System.Text.RegularExpressions.Regex.Matches(text, @"\{\d\}").Select(m => m.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_book_knows_the_same_columns_and_all_words()
    {
        var english = PhraseBook.Of(Language.English).Columns.ToArray();
        foreach (var language in Enum.GetValues<Language>())
        {
            var book = PhraseBook.Of(language);
            Assert.Equal(english, book.Columns);
            foreach (var column in english)
            {
                var (phrase, reference) = (book.Find(column)!, PhraseBook.Of(Language.English).Find(column)!);
                Assert.Equal((reference.Value.Contains('{'), reference.No is null, reference.None is null, reference.One is null, reference.Zero is null), (phrase.Value.Contains('{'), phrase.No is null, phrase.None is null, phrase.One is null, phrase.Zero is null));
            }
            foreach (var word in (string[])["points", "point", "yes", "no", "missing", "group", "decimal"]) Assert.NotEmpty(book[word]);
        }
    }
}
