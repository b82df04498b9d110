using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Tests.Serving;

namespace LeadPredict.Tests.Modeling;

public sealed class ModelRegistryTests : IDisposable
{
    static readonly LeadModel s_one = TinyModels.Make(1);
    static readonly LeadModel s_two = TinyModels.Make(2);

    readonly TemporaryFolder _folder = new();
    readonly ModelRegistry _registry;

    public ModelRegistryTests() => _registry = new ModelRegistry(_folder["models"]);

    public void Dispose() => _folder.Dispose();

    string Add(string version, LeadModel? model = null) => _registry.Add("leads", model ?? s_one, "{\"created_at\":\"2025-11-30T10:00:00Z\"}"u8, version);

    static string CodeOf(Action action) => Assert.Throws<LeadPredictException>(action).Diagnostics[0].Code;

    [Fact]
    public void A_version_that_was_added_is_a_candidate_until_it_is_promoted()
    {
        Add("v1");
        var before = Assert.Single(_registry.List());
        _registry.Promote("leads", "v1");

        Assert.Equal(("leads", "v1", ModelStatus.Candidate, s_one.Sha256), (before.Name, before.Version, before.Status, before.Sha256));
        Assert.Equal(new DateTimeOffset(2025, 11, 30, 10, 0, 0, TimeSpan.Zero), before.Created);
        Assert.Equal(ModelStatus.Champion, Assert.Single(_registry.List()).Status);
    }

    [Fact]
    public void A_taken_label_gets_a_number()
    {
        Assert.Equal(["v1", "v1-2", "v1-3"], [Add("v1"), Add("v1"), Add("v1")]);
    }

    [Fact]
    public void The_champion_before_is_retired_and_a_rollback_brings_it_back()
    {
        foreach (var version in (string[])["v1", "v2", "v3"]) _registry.Promote("leads", Add(version));

        Assert.Equal("v2", _registry.Rollback("leads"));
        Assert.Equal("v1", _registry.Rollback("leads"));
        Assert.Equal("LP0315", CodeOf(() => _registry.Rollback("leads")));
        Assert.Equal([ModelStatus.Champion, ModelStatus.Retired, ModelStatus.Retired], _registry.List().Select(e => e.Status));
    }

    [Fact]
    public void A_damaged_version_cannot_become_champion()
    {
        _registry.Promote("leads", Add("v1"));
        var damaged = _registry.Resolve("leads/" + Add("v2"));
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..^10]);

        Assert.Equal("LP0303", CodeOf(() => _registry.Promote("leads", "v2")));
        Assert.Equal("v1", _registry.Champion("leads"));
    }

    [Fact]
    public void A_process_killed_while_it_adds_or_promotes_leaves_the_champion()
    {
        _registry.Promote("leads", Add("v1"));
        // What is on the disk when the process ends before each of its renames.
        Directory.CreateDirectory(Path.Combine(_registry.Root, ".staging-1-1"));
        File.WriteAllText(Path.Combine(_registry.Root, ".staging-1-1", ".model.leadmodel.1-1.tmp"), "LEADM");
        File.WriteAllText(Path.Combine(_registry.Root, "leads", ".champion.json.1-1.tmp"), "{\"champion\":\"v2");
        File.WriteAllText(Path.Combine(_registry.Root, "leads", ".lock"), "");

        Assert.Equal(s_one.Sha256, LeadModelFile.Read(_registry.Resolve("leads")).Sha256);
        Assert.Single(_registry.List());
        _registry.Promote("leads", Add("v2", s_two));
        Assert.Equal(s_two.Sha256, LeadModelFile.Read(_registry.Resolve("leads")).Sha256);
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_a_day_later()
    {
        var left = Path.Combine(_registry.Root, ".staging-1-1");
        var young = Path.Combine(_registry.Root, ".staging-1-2");
        Directory.CreateDirectory(left);
        Directory.CreateDirectory(young);
        Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-25));

        Add("v1");

        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(young));
    }

    [Fact]
    public void Promotions_at_the_same_time_all_count()
    {
        foreach (var version in (string[])["v1", "v2", "v3", "v4"]) Add(version);

        Parallel.ForEach(["v1", "v2", "v3", "v4"], version => new ModelRegistry(_registry.Root).Promote("leads", version));

        Assert.All(_registry.List(), e => Assert.NotEqual(ModelStatus.Candidate, e.Status));
    }

    [Fact]
    public void A_lock_that_is_held_for_long_is_an_error_and_not_a_wait_without_end()
    {
        Add("v1");
        using var held = new FileStream(Path.Combine(_registry.Root, "leads", ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal("LP0316", CodeOf(() => _registry.Promote("leads", "v1")));
    }

    [Fact]
    public void A_reference_is_a_name_a_version_or_a_path()
    {
        _registry.Promote("leads", Add("v1"));
        var file = Path.Combine(_registry.Root, "leads", Add("v2"), "model.leadmodel");

        Assert.Equal(Path.Combine(_registry.Root, "leads", "v1", "model.leadmodel"), _registry.Resolve("leads"));
        Assert.Equal(file, _registry.Resolve("leads/v2"));
        Assert.Equal(file, _registry.Resolve(file));
        Assert.Equal(file, _registry.Resolve(Path.GetDirectoryName(file)!));
        Assert.Equal(_registry.Resolve("leads"), _registry.Resolve(Path.Combine(_registry.Root, "leads")));
    }

    [Theory]
    [InlineData("nobody", "LP0311")]
    [InlineData("leads/v9", "LP0312")]
    [InlineData("leads/../v1", "LP0301")]
    [InlineData("./nowhere/model.leadmodel", "LP0301")]
    public void A_reference_to_nothing_says_so(string reference, string code)
    {
        Add("v1");

        Assert.Equal(code, CodeOf(() => _registry.Resolve(reference)));
    }

    [Fact]
    public void A_model_without_a_champion_lists_its_versions()
    {
        Add("v1");

        var error = Assert.Throws<LeadPredictException>(() => _registry.Resolve("leads"));

        Assert.Contains("LP0314", error.Message);
        Assert.Contains("v1", error.Message);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("a b")]
    public void A_name_cannot_leave_the_registry(string name)
    {
        Assert.Equal("LP0313", CodeOf(() => _registry.Add(name, s_one, "{}"u8, "v1")));
        Assert.Equal("LP0313", CodeOf(() => _registry.Add("leads", s_one, "{}"u8, name)));
        Assert.StartsWith("LP031", CodeOf(() => _registry.Promote(name, "v1")));
    }

    [Fact]
    public void A_damaged_champion_file_is_an_error_until_a_promotion_writes_it_anew()
    {
        _registry.Promote("leads", Add("v1"));
        File.WriteAllText(Path.Combine(_registry.Root, "leads", "champion.json"), "{\"champion\":\"../../x\"}");

        Assert.Equal("LP0317", CodeOf(() => _registry.Resolve("leads")));
        _registry.Promote("leads", "v1");
        Assert.Equal("v1", _registry.Champion("leads"));
    }

    [Fact]
    public void A_version_that_was_removed_is_gone_and_no_rollback_goes_to_it()
    {
        foreach (var version in (string[])["v1", "v2", "v3"]) _registry.Promote("leads", Add(version));
        _registry.Remove("leads", "v2");

        Assert.Equal(["v1", "v3"], _registry.Versions("leads"));
        Assert.Equal("v1", _registry.Rollback("leads"));
        Assert.Equal("LP0319", CodeOf(() => _registry.Remove("leads", "v1")));
        Assert.Equal("LP0312", CodeOf(() => _registry.Remove("leads", "v2")));
    }

    [Fact]
    public void A_model_that_was_removed_is_gone_with_all_its_versions_and_leaves_nothing()
    {
        _registry.Promote("leads", Add("v1"));
        _registry.Remove("leads");

        Assert.False(_registry.Has("leads"));
        Assert.Empty(Directory.GetFileSystemEntries(_registry.Root));
        Assert.Equal("LP0311", CodeOf(() => _registry.Remove("leads")));
    }

    [Fact]
    public void It_knows_names_and_versions_without_opening_them()
    {
        Add("v1");
        File.WriteAllText(_registry.Resolve("leads/v1"), "no model");

        Assert.Equal([true, true, false, false, false], new[] { "leads", "leads/v1", "leads/v2", "other", "leads/v1/.." }.Select(_registry.Has));
    }

    [Fact]
    public void A_hash_that_is_kept_is_not_that_of_another_file()
    {
        var path = _registry.Resolve("leads/" + Add("v1"));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2));
        var hashes = new List<string> { _registry.List()[0].Sha256, _registry.List()[0].Sha256 };
        LeadModelFile.Write(s_two, path);
        hashes.Add(_registry.List()[0].Sha256);

        Assert.Equal([s_one.Sha256, s_one.Sha256, s_two.Sha256], hashes);
    }
}
