using System.Globalization;
using System.Text.RegularExpressions;
using LeadPredict.Api;
using LeadPredict.Api.Edge;
using LeadPredict.Tests.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace LeadPredict.Tests.Documentation;

/// <summary>What can be checked of deploy/ without a container engine or a cluster.</summary>
public partial class DeploymentTests
{
    static YamlMappingNode[] Documents(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Repository.Read(path)));
        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode)];
    }

    static YamlNode At(YamlNode node, string path)
    {
        foreach (var step in path.Split('/'))
            node = node is YamlSequenceNode list ? list[int.Parse(step, CultureInfo.InvariantCulture)] : ((YamlMappingNode)node)[step];
        return node;
    }

    static string Text(YamlNode node, string path) => ((YamlScalarNode)At(node, path)).Value!;

    static int Number(YamlNode node, string path) => int.Parse(Text(node, path), CultureInfo.InvariantCulture);

    static YamlMappingNode Of(string kind) => Documents("deploy/kubernetes.yaml").Single(d => Text(d, "kind") == kind);

    const string Pod = "spec/template/spec";
    const string Container = Pod + "/containers/0";

    [Fact]
    public void The_probes_ask_routes_that_there_are_on_the_port_that_the_container_opens()
    {
        using var service = new ServiceFixture();
        var routes = service.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText).ToHashSet();
        var deployment = Of("Deployment");

        foreach (var probe in new[] { "startupProbe", "readinessProbe", "livenessProbe" })
        {
            Assert.Contains(Text(deployment, $"{Container}/{probe}/httpGet/path"), routes);
            Assert.Equal(Text(deployment, $"{Container}/ports/0/name"), Text(deployment, $"{Container}/{probe}/httpGet/port"));
        }
        Assert.Equal(Text(deployment, $"{Container}/ports/0/name"), Text(Of("Service"), "spec/ports/0/targetPort"));
        var port = Text(deployment, $"{Container}/ports/0/containerPort");
        var file = Repository.Read("deploy/Containerfile");
        Assert.Contains($"ASPNETCORE_HTTP_PORTS={port} ", file);
        Assert.Contains($"EXPOSE {port}\n", file);
        Assert.Contains($"http://127.0.0.1:{port}/health/ready", file);
    }

    [Fact]
    public void The_grace_period_covers_the_pause_the_draining_and_the_requests_in_flight()
    {
        var settings = Of("ConfigMap");
        var seconds = new[] { "DrainTime", "ShutdownTimeout" }.Sum(name => TimeSpan.Parse(Text(settings, $"data/LeadPredict__{name}"), CultureInfo.InvariantCulture).TotalSeconds);

        var needed = seconds + Number(Of("Deployment"), $"{Container}/lifecycle/preStop/sleep/seconds");

        Assert.InRange(Number(Of("Deployment"), $"{Pod}/terminationGracePeriodSeconds"), needed + 5, needed + 60);
    }

    [Fact]
    public void Every_setting_is_one_that_the_service_knows()
    {
        var known = typeof(ApiOptions).GetProperties().Concat(typeof(EdgeOptions).GetProperties()).Select(p => p.Name).ToHashSet();
        var used = new[] { "deploy/kubernetes.yaml", "deploy/kubernetes-models.yaml", "deploy/Containerfile" }
            .SelectMany(path => SettingName().Matches(Repository.Read(path)).Select(m => m.Groups[1].Value)).ToArray();

        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.Contains(name, known));
    }

    [GeneratedRegex("LeadPredict__([A-Za-z]+)")]
    private static partial Regex SettingName();

    [Fact]
    public void The_pod_may_do_nothing_but_serve()
    {
        var deployment = Of("Deployment");

        Assert.Equal(("true", "1654"), (Text(deployment, $"{Pod}/securityContext/runAsNonRoot"), Text(deployment, $"{Pod}/securityContext/runAsUser")));
        Assert.Equal(("false", "true", "ALL"), (
            Text(deployment, $"{Container}/securityContext/allowPrivilegeEscalation"),
            Text(deployment, $"{Container}/securityContext/readOnlyRootFilesystem"),
            Text(deployment, $"{Container}/securityContext/capabilities/drop/0")));
        Assert.Contains("USER 1654\n", Repository.Read("deploy/Containerfile"));
    }

    [Fact]
    public void Labels_volumes_and_replicas_fit_together()
    {
        var deployment = Of("Deployment");
        var app = Text(deployment, "spec/template/metadata/labels/app");
        var volumes = ((YamlSequenceNode)At(deployment, $"{Pod}/volumes")).Select(v => Text(v, "name")).ToArray();

        Assert.All(
            [Text(deployment, "spec/selector/matchLabels/app"), Text(Of("Service"), "spec/selector/app"), Text(Of("PodDisruptionBudget"), "spec/selector/matchLabels/app")],
            label => Assert.Equal(app, label));
        Assert.All((YamlSequenceNode)At(deployment, $"{Container}/volumeMounts"), mount => Assert.Contains(Text(mount, "name"), volumes));
        Assert.True(Number(Of("PodDisruptionBudget"), "spec/minAvailable") < Number(deployment, "spec/replicas"));
        var patch = Documents("deploy/kubernetes-models.yaml").Single();
        Assert.Equal(Text(deployment, $"{Container}/name"), Text(patch, $"{Container}/name"));
        Assert.Equal(Text(patch, $"{Container}/env/0/value"), Text(patch, $"{Container}/volumeMounts/0/mountPath"));
    }

    [Fact]
    public void Every_file_that_the_container_is_built_of_is_in_the_repository_and_let_through()
    {
        var let = Repository.Read("deploy/Containerfile.dockerignore").Split('\n').Where(l => l.StartsWith('!')).Select(l => l[1..]).ToArray();
        var copied = CopyLine().Matches(Repository.Read("deploy/Containerfile"))
            .SelectMany(m => m.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1]).ToArray();

        Assert.NotEmpty(copied);
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
        Assert.All(copied, path => Assert.Contains(let, l => path == l || path.StartsWith(l + "/", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^COPY (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex CopyLine();
}
