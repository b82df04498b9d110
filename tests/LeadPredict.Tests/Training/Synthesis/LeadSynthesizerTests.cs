using System.Globalization;
using System.Security.Cryptography;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Synthesis;

public class LeadSynthesizerTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        var options = new SynthesisOptions { Rows = 3000, Seed = 9 };

        Assert.Equal(SyntheticFile.Bytes(options), SyntheticFile.Bytes(options));
    }

    [Fact]
    public void Another_seed_gives_other_bytes()
    {
        Assert.NotEqual(SyntheticFile.Bytes(new() { Rows = 50, Seed = 1 }), SyntheticFile.Bytes(new() { Rows = 50, Seed = 2 }));
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_culture()
    {
        var options = new SynthesisOptions { Rows = 50 };
        var expected = SyntheticFile.Bytes(options);
        var before = CultureInfo.CurrentCulture;
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        strange.NumberFormat.NumberDecimalSeparator = ",";
        strange.NumberFormat.NegativeSign = "~";

        CultureInfo.CurrentCulture = strange;
        try
        {
            Assert.Equal(expected, SyntheticFile.Bytes(options));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // These two are the promise "the same bytes on every machine". They change only with the causal model or the columns, and then
    // data/ is made anew.
    [Fact]
    public void Two_hundred_leads_of_seed_42_have_the_golden_hash()
    {
        var bytes = SyntheticFile.Bytes(new() { Rows = 200, Seed = 42, WithTruth = true });

        Assert.Equal("0c82db2e389899a61cedcbaa6edd9894451e05cc56b52ef8dd11af6692bb872b", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void Two_hundred_open_leads_of_seed_42_have_the_golden_hash()
    {
        var bytes = SyntheticFile.Bytes(new() { Rows = 200, Seed = 42, OpenOnly = true });

        Assert.Equal("c39274c9714d29295f4f124be29608d0aec510ff4a17956fdf36b2cf39ced727", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void The_file_is_utf8_without_mark_and_ends_its_lines_with_lf()
    {
        var bytes = SyntheticFile.Bytes(new() { Rows = 500 });

        Assert.StartsWith("lead_id,", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.DoesNotContain((byte)'\r', bytes);
        Assert.Equal((byte)'\n', bytes[^1]);
    }

    [Fact]
    public void The_truth_is_one_more_column_and_nothing_else()
    {
        var without = SyntheticFile.Make(new() { Rows = 400 });
        var with = SyntheticFile.Make(new() { Rows = 400, WithTruth = true });

        Assert.Equal("true_probability", with.Header[^1]);
        Assert.Equal(without.Header, with.Header[..^1]);
        Assert.Equal(without.Rows, with.Rows.Select(row => row[..^1]));
    }

    [Fact]
    public void Every_row_asked_for_is_there_under_its_own_id()
    {
        var file = SyntheticFile.Make(new() { Rows = 5000 });

        Assert.Equal(5000, file.Rows.Select(row => file.Cell(row, "lead_id")).Distinct().Count());
    }

    [Fact]
    public void An_open_lead_has_met_no_sales_person_and_no_outcome()
    {
        var file = SyntheticFile.Make(new() { Rows = 1000, OpenOnly = true });
        string[] late =
        [
            "budget_status", "decision_maker_confirmed", "need_level", "purchase_timeframe", "rating", "sal_at", "sql_at", "sqo_at",
            "customer_at", "disqualified_at", "disqualification_reason", "became_sql",
        ];

        Assert.All(late, column => Assert.All(file.Rows, row => Assert.Equal("", file.Cell(row, column))));
        Assert.All(file.Rows, row => Assert.Contains(file.Cell(row, "lead_stage"), new[] { "prospect", "mql" }));
        Assert.All(file.Rows, row => Assert.InRange(file.Day(row, "created_at")!.Value, new(2026, 8, 27), new(2026, 9, 30)));
    }

    [Fact]
    public void Open_leads_have_ids_that_the_history_has_not()
    {
        var history = SyntheticFile.Make(new() { Rows = 1000 });
        var open = SyntheticFile.Make(new() { Rows = 1000, OpenOnly = true });

        Assert.Empty(open.Rows.Select(row => row[0]).Intersect(history.Rows.Select(row => row[0])));
    }

    [Fact]
    public void Some_accounts_of_the_open_leads_are_known_from_the_history_with_the_same_facts()
    {
        var history = SyntheticFile.Make(new() { Rows = 20_000 });
        var open = SyntheticFile.Make(new() { Rows = 2000, OpenOnly = true });
        var known = history.Rows.GroupBy(row => history.Cell(row, "account_id")).ToDictionary(g => g.Key,
            g => history.Cell(g.First(), "industry"));

        var met = open.Rows.Where(row => known.ContainsKey(open.Cell(row, "account_id"))).ToList();

        Assert.InRange(met.Count, 1000, 2000);
        Assert.All(met, row => Assert.Equal(known[open.Cell(row, "account_id")], open.Cell(row, "industry")));
    }

    [Fact]
    public void Unusable_options_are_refused_with_every_reason()
    {
        var options = new SynthesisOptions { Rows = 0, From = new(2026, 1, 2), To = new(2026, 1, 1) };

        var refusal = Assert.Throws<ArgumentException>(() => LeadSynthesizer.Write(Stream.Null, options));

        Assert.StartsWith("rows must be 1 or more. the last day must not be before the first day.", refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_stops_when_it_is_cancelled()
    {
        Assert.Throws<OperationCanceledException>(() => LeadSynthesizer.Write(Stream.Null, new(), new CancellationToken(canceled: true)));
    }
}
