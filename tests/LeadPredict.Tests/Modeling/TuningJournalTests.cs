using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public sealed class TuningJournalTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_trial_is_read_back_to_the_bit()
    {
        var journal = Open();
        journal.Append("k", Trial(1));

        Assert.Equivalent(Trial(1), Assert.Single(Open().Read("k")).Value, strict: true);
    }

    [Fact]
    public void The_file_has_the_datas_name_and_lies_in_the_folder() =>
        Assert.Equal(_folder[".tune-0a1b2c3d.jsonl"], Open().Path);

    [Fact]
    public void A_line_that_was_cut_is_passed_over_and_the_next_is_whole()
    {
        var journal = Open();
        journal.Append("k", Trial(0));
        File.AppendAllText(journal.Path!, "{\"key\":\"k\",\"tri");

        journal.Append("k", Trial(1));

        Assert.Equal([0, 1], Open().Read("k").Keys.Order());
    }

    [Fact]
    public void Trials_of_another_search_are_not_read_and_stay()
    {
        var journal = Open();
        journal.Append("other", Trial(0));
        journal.Append("k", Trial(0));

        Assert.Single(journal.Read("k"));
        journal.Remove();

        Assert.Single(Open().Read("other"));
        Assert.Empty(Open().Read("k"));
    }

    [Fact]
    public void The_file_goes_with_its_last_search()
    {
        var journal = Open();
        journal.Append("k", Trial(0));
        journal.Read("k");

        journal.Remove();

        Assert.False(File.Exists(journal.Path));
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_and_left_alone()
    {
        var path = _folder["leads.csv"];
        File.WriteAllText(path, "id,won\n1,yes\n");

        var e = Assert.Throws<LeadPredictException>(() => TuningJournal.Open(new TuningRequest { StateFile = path }, ["0a1b2c3d4e"]));

        Assert.Equal($"{path}: LP0407 this file is not the state of a tuning, and it is left as it is. Name another with --tune-state.", e.Diagnostics[0].ToString());
        Assert.Equal("id,won\n1,yes\n", File.ReadAllText(path));
    }

    public void Dispose() => _folder.Dispose();

    TuningJournal Open() => TuningJournal.Open(new TuningRequest { StateFolder = _folder.Path }, ["0a1b2c3d4e"]);

    static TuningTrial Trial(int number) => new(number, new SortedDictionary<string, string> { ["l2"] = "3.07" }, 1.0 / 3, -0.1 / 7, 1e-17, 0.25);
}
