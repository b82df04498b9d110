using System.Xml.Linq;

namespace LeadPredict.Tests.Architecture;

public class ProjectTests
{
    /// <summary>Every product project and the projects that it may know.</summary>
    static readonly Dictionary<string, string[]> s_mayKnow = new()
    {
        ["LeadPredict"] = [],
        ["LeadPredict.Api"] = ["LeadPredict", "LeadPredict.MLNet"],
        ["LeadPredict.Training"] = ["LeadPredict", "LeadPredict.MLNet"],
        ["LeadPredict.MLNet"] = ["LeadPredict"],
    };

    static IEnumerable<string> Projects => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "training"), "*.csproj", SearchOption.AllDirectories));

    [Fact]
    public void Training_and_the_api_know_the_library_and_nothing_points_back()
    {
        foreach (var project in Projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var known = XDocument.Load(project).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.True(s_mayKnow.ContainsKey(name), $"{name} is a new project: say here what it may know");
            Assert.All(known, k => Assert.Contains(k, s_mayKnow[name]));
        }
    }

    [Fact]
    public void ML_NET_is_known_only_where_a_build_asks_for_it()
    {
        var wanted = "'$(MLNet)' == 'true'";
        foreach (var project in Projects.Where(p => !p.EndsWith("LeadPredict.MLNet.csproj")))
        {
            var references = XDocument.Load(project).Descendants().Where(e => e.Name.LocalName.EndsWith("Reference"));
            Assert.All(references.Where(r => r.Attribute("Include")!.Value is var n && (n.Contains("MLNet") || n.Contains(".ML"))), r => Assert.Equal(wanted, r.Parent!.Attribute("Condition")?.Value));
        }
        Assert.DoesNotContain("LeadPredict.MLNet", File.ReadAllText(Path.Combine(Repository.Root, "LeadPredict.sln")));
    }

    [Fact]
    public void The_library_needs_no_web_framework_and_no_console()
    {
        var library = XDocument.Load(Path.Combine(Repository.Root, "src", "LeadPredict", "LeadPredict.csproj"));

        Assert.Equal("Microsoft.NET.Sdk", library.Root!.Attribute("Sdk")!.Value);
        Assert.Empty(library.Descendants("FrameworkReference"));
        Assert.DoesNotContain(library.Descendants("PackageReference"), p => p.Attribute("Include")!.Value is var n && (n.StartsWith("Spectre") || n.StartsWith("System.CommandLine")));
    }
}
