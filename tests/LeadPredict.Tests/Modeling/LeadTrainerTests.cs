using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Modeling;

public sealed class LeadTrainerTests
{
    [Fact]
    public void A_history_with_signal_gives_a_model_that_ranks_better_than_chance()
    {
        using var folder = new TemporaryFolder();

        var card = GeneratedLeads.Train(GeneratedLeads.Write(folder)).Card;

        Assert.True(card.Test!.HasSignal);
        Assert.InRange(card.Test.RocAuc.Value, 0.70, 0.90);
        Assert.Equal(SplitMethod.Time, card.Split);
        Assert.DoesNotContain(card.Notes, n => n.Contains("no signal", StringComparison.Ordinal));
    }

    [Fact]
    public void No_column_known_after_the_prediction_point_reaches_a_tree()
    {
        using var folder = new TemporaryFolder();
        var late = SyntheticSchemaNames(c => c.KnownAt > KnownAt.Mql);
        Assert.True(late.Length > 10);

        var inferred = GeneratedLeads.Train(GeneratedLeads.Write(folder)).Card;
        File.WriteAllBytes(folder["schema.json"], LeadSchemaFile.ToJson(ShippedSchema));
        var declared = GeneratedLeads.Train(folder["leads.csv"], r => r with { SchemaFile = folder["schema.json"] }).Card;

        Assert.Empty(inferred.Used.Intersect(late));
        Assert.Empty(declared.Used.Intersect(late));
        Assert.Contains("pricing_page_views_30d", declared.Used);
    }

    [Fact]
    public void Permuted_labels_give_an_AUC_of_a_half_and_the_card_says_that_there_is_no_signal()
    {
        using var folder = new TemporaryFolder();
        var lines = File.ReadAllLines(GeneratedLeads.Write(folder));
        var random = new DeterministicRandom(11);
        var labels = lines.Skip(1).Select(l => l[(l.LastIndexOf(',') + 1)..]).ToArray();
        random.Shuffle<string>(labels);
        File.WriteAllLines(folder["permuted.csv"], [lines[0], .. lines.Skip(1).Select((l, i) => l[..(l.LastIndexOf(',') + 1)] + labels[i])]);

        var card = GeneratedLeads.Train(folder["permuted.csv"], r => r with { Split = SplitMethod.Random }).Card;

        Assert.InRange(card.Test!.RocAuc.Value, 0.40, 0.60);
        Assert.False(card.Test.HasSignal);
        Assert.Contains(card.Notes, n => n.StartsWith("There is no signal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Any_number_of_threads_gives_the_same_file(int threads)
    {
        using var folder = new TemporaryFolder();
        var path = GeneratedLeads.Write(folder, rows: 1200);
        var two = GeneratedLeads.Train(path).Model.Sha256;

        var other = GeneratedLeads.Train(path, r => r with { Boosting = r.Boosting with { Threads = threads } }).Model.Sha256;

        Assert.Equal(two, other);
    }

    [Fact]
    public void The_order_of_columns_changes_nothing_but_the_hash_of_the_data()
    {
        using var folder = new TemporaryFolder();
        var path = GeneratedLeads.Write(folder, rows: 1200);
        WriteReversed(path, folder["reversed.csv"]);

        var model = GeneratedLeads.Train(path).Model;
        var other = GeneratedLeads.Train(folder["reversed.csv"]).Model;

        Assert.NotEqual(model.Sha256, other.Sha256);
        var sameOrigin = other.With(origin: model.Origin);
        Assert.Equal(LeadModelFile.ToBytes(model), LeadModelFile.ToBytes(sameOrigin));
    }

    [Fact]
    public void Two_files_train_as_the_one_that_they_were_cut_from()
    {
        using var folder = new TemporaryFolder();
        var lines = File.ReadAllLines(GeneratedLeads.Write(folder, rows: 1200));
        File.WriteAllLines(folder["a.csv"], lines[..600]);
        File.WriteAllLines(folder["b.csv"], [lines[0], .. lines[600..]]);

        var whole = GeneratedLeads.Train(folder["leads.csv"]);
        var parts = GeneratedLeads.Train("", r => r with { Files = [folder["a.csv"], folder["b.csv"]] });

        Assert.Equal(whole.Card.Rows, parts.Card.Rows);
        Assert.Equal(whole.Card.Test!.RocAuc, parts.Card.Test!.RocAuc);
    }

    [Fact]
    public void A_label_with_three_values_takes_the_rest_as_negative_only_when_the_positive_is_named()
    {
        using var folder = new TemporaryFolder();
        var random = new DeterministicRandom(5);
        var rows = Enumerable.Range(0, 300).Select(i => (X: random.NextDouble(), Luck: random.NextDouble()));
        File.WriteAllLines(folder["three.csv"], ["x,status", .. rows.Select(r => FormattableString.Invariant($"{r.X:F3},{(r.Luck < r.X ? "won" : r.Luck < 0.8 ? "lost" : "open")}"))]);

        var error = Assert.Throws<LeadPredictException>(() => GeneratedLeads.Train(folder["three.csv"], r => r with { Columns = r.Columns with { Label = "status" } }));
        var card = GeneratedLeads.Train(folder["three.csv"], r => r with { Columns = r.Columns with { Label = "status", Positive = "won" } }).Card;

        Assert.Equal("LP0145", error.Diagnostics[0].Code);
        Assert.Equal(300, card.Rows.Read);
        Assert.Equal("won", card.Positive);
    }

    [Theory]
    [InlineData("x,y\n1,yes\n2,yes\n3,yes\n", "LP0144")]
    [InlineData("x,y\n1,yes\n2,no\n3,yes\n", "LP0402")]
    [InlineData("x,y\n", "LP0144")]
    public void A_history_that_cannot_be_learned_from_is_refused_with_a_code(string csv, string code)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["few.csv"], csv);

        var error = Assert.Throws<LeadPredictException>(() => GeneratedLeads.Train(folder["few.csv"], r => r with { Columns = r.Columns with { Label = "y" } }));

        Assert.Equal(code, error.Diagnostics[0].Code);
    }

    [Fact]
    public void More_rejected_rows_than_accepted_stop_the_training_and_say_where()
    {
        using var folder = new TemporaryFolder();
        var lines = File.ReadAllLines(GeneratedLeads.Write(folder, rows: 600)).ToList();
        for (var i = 1; i < 60; i++) lines[i * 10] = "too,few";
        File.WriteAllLines(folder["leads.csv"], lines);

        var error = Assert.Throws<LeadPredictException>(() => GeneratedLeads.Train(folder["leads.csv"]));

        Assert.Equal("LP0403", error.Diagnostics[0].Code);
        Assert.Contains(error.Diagnostics, d => d.Line == 11);
        Assert.Equal(59, GeneratedLeads.Train(folder["leads.csv"], r => r with { MaxRejected = 0.5 }).Card.Rows.Rejected);
    }

    [Fact]
    public void Cancelling_stops_the_training()
    {
        using var folder = new TemporaryFolder();
        var path = GeneratedLeads.Write(folder, rows: 1200);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            LeadTrainer.Train(new TrainingRequest { Files = [path], Boosting = GeneratedLeads.Quick }, TimeProvider.System, null, source.Token));
    }

    static void WriteReversed(string path, string reversedPath)
    {
        using var file = LeadFile.Open(path);
        using var reader = file.OpenReader();
        using var output = new StreamWriter(reversedPath);
        output.WriteLine(string.Join(',', file.Header.Reverse()));
        while (reader.Read())
            output.WriteLine(string.Join(',', Enumerable.Range(0, file.Header.Count).Reverse().Select(i => $"\"{System.Text.Encoding.UTF8.GetString(reader.Field(i))}\"")));
    }

    static LeadSchema ShippedSchema => LeadSchemaFile.Read(Path.Combine(Repository.Root, "data", "leads.schema.json"));

    static string[] SyntheticSchemaNames(Func<LeadColumn, bool> which) => [.. ShippedSchema.Columns.Where(which).Select(c => c.Name)];
}
