using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WorldModel.House.Tests.Manifests;

/// <summary>The manifests and images, as far as reading them tells: nothing here runs a cluster.</summary>
public sealed partial class ManifestTests
{
    /// <summary>Seconds that a pod has beside telling callers to go elsewhere and the server's own budget.</summary>
    private const int Spare = 10;

    private static readonly List<(string File, YamlNode Node)> Manifests =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "k8s"), "*.yaml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(file => YamlReader.Read(Repository.Relative(file), File.ReadAllLines(file))
                .Select(node => (Repository.Relative(file), node)))];

    private static IEnumerable<(string File, YamlNode Node)> Workloads => Manifests.Where(manifest =>
        manifest.File.StartsWith("k8s/base/", StringComparison.Ordinal)
        && manifest.Node["kind"].Value is "StatefulSet" or "Deployment");

    private static YamlNode Silo => Workloads.Single(one => one.Node["kind"].Value == "StatefulSet").Node;

    private static YamlNode SiloContainer => Silo["spec.template.spec.containers"].Items.Single();

    [Fact]
    public void No_container_is_root_or_may_become_it()
    {
        foreach (var (file, workload) in Workloads)
        {
            var pod = workload["spec.template.spec"];
            Assert.True(pod["securityContext.runAsNonRoot"].Value == "true", file);
            Assert.True(pod["automountServiceAccountToken"].Value == "false", file);
            Assert.True(pod["securityContext.seccompProfile.type"].Value == "RuntimeDefault", file);
            foreach (var container in pod["containers"].Items)
            {
                Assert.Equal("false", container["securityContext.allowPrivilegeEscalation"].Value);
                Assert.Equal("true", container["securityContext.readOnlyRootFilesystem"].Value);
                Assert.Equal("ALL", Assert.Single(container["securityContext.capabilities.drop"].Items).Value);
            }
        }
    }

    [Fact]
    public void Every_container_has_requests_limits_probes_and_a_version()
    {
        foreach (var container in Workloads.SelectMany(one => one.Node["spec.template.spec.containers"].Items))
        {
            foreach (var what in (string[])["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"])
                Assert.True(container["resources"][what].Exists, $"{container["name"].Value}: {what}");
            Assert.True(container["livenessProbe.httpGet"].Exists && container["readinessProbe.httpGet"].Exists);
            Assert.Matches(Version(), container["image"].Value);
        }
        foreach (var image in Manifests.SelectMany(one => one.Node["images"].Items))
            Assert.Matches(@"^\d", image["newTag"].Value);
    }

    [Fact]
    public void Probes_ask_what_the_api_answers_on_ports_that_the_container_opens()
    {
        using var api = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "openapi.json")));
        var paths = api.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        var ports = SiloContainer["ports"].Items.ToDictionary(
            port => port["name"].Value!, port => port["containerPort"].Value!);
        foreach (var probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
        {
            Assert.Contains(SiloContainer[probe]["httpGet.path"].Value, paths);
            Assert.Equal("http", SiloContainer[probe]["httpGet.port"].Value);
        }
        var configuration = Manifests.Single(one => one.Node["data.WORLDMODEL_URL"].Exists).Node["data"];
        Assert.EndsWith(":" + ports["http"], configuration["WORLDMODEL_URL"].Value);
        foreach (var target in Manifests.Where(one => one.Node["kind"].Value == "Service")
            .SelectMany(one => one.Node["spec.ports"].Items).Select(port => port["targetPort"].Value!))
            Assert.True(ports.ContainsKey(target) || target == "otlp", $"no port {target}");
        var network = Manifests.Single(one => one.Node["kind"].Value == "NetworkPolicy").Node;
        var open = network["spec.ingress"].Items.SelectMany(rule => rule["ports"].Items)
            .Select(port => port["port"].Value).Order();
        Assert.Equal(ports.Values.Order(), open);
    }

    [Fact]
    public void A_silo_has_the_time_to_hand_over_what_it_holds()
    {
        var budgets = Repository.CSharp("src").SelectMany(file => file.Lines).Select(line => Budget().Match(line))
            .Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.NotEmpty(budgets);
        int grace = Number(Silo["spec.template.spec.terminationGracePeriodSeconds"]);
        int goElsewhere = Number(SiloContainer["lifecycle.preStop.sleep.seconds"]);
        Assert.True(grace >= goElsewhere + budgets.Max() + Spare,
            $"{grace} s of grace for {goElsewhere} + {budgets.Max()} + {Spare} s");
    }

    [Fact]
    public void A_rolling_update_takes_one_silo_at_a_time_and_silos_spread()
    {
        var budget = Manifests.Single(one => one.Node["kind"].Value == "PodDisruptionBudget").Node;
        Assert.Equal("1", budget["spec.maxUnavailable"].Value);
        var labels = Silo["spec.template.metadata.labels"].Entries.ToDictionary(one => one.Key, one => one.Value.Value);
        Assert.Equal(labels["app.kubernetes.io/name"], Label(budget["spec.selector"]));
        Assert.Equal(
            ["kubernetes.io/hostname", "topology.kubernetes.io/zone"],
            Silo["spec.template.spec.topologySpreadConstraints"].Items
                .Select(one => one["topologyKey"].Value!).Order());
    }

    [Fact]
    public void Secrets_are_referred_to_and_never_written()
    {
        Assert.DoesNotContain(Manifests, one => one.Node["kind"].Value == "Secret");
        foreach (var variable in SiloContainer["env"].Items)
            Assert.True(variable["name"].Value != "WORLDMODEL_POSTGRES" || variable["valueFrom.secretKeyRef"].Exists);
        Assert.Contains(SiloContainer["env"].Items, one => one["valueFrom.secretKeyRef"].Exists);
        foreach (var (file, node) in Manifests)
            Assert.True(node.All().All(one => !Secret().IsMatch(one.Value ?? "")), $"{file} holds a secret");
    }

    [Fact]
    public void Overlays_name_files_that_are_there()
    {
        foreach (var (file, node) in Manifests.Where(one => one.Node["kind"].Value == "Kustomization"))
        {
            var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(file)!);
            var named = node["resources"].Items.Select(one => one.Value!)
                .Concat(node["patches"].Items.Select(one => one["path"].Value!))
                .Concat(node["configMapGenerator"].Items.SelectMany(one => one["files"].Items)
                    .Select(one => one.Value!));
            Assert.All(named, name => Assert.True(Path.Exists(Path.Combine(folder, name)), $"{file}: {name}"));
        }
        Assert.Equal(2, Directory.EnumerateDirectories(Path.Combine(Repository.Root, "k8s", "overlays")).Count());
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.cluster")]
    public void Images_are_built_in_stages_and_end_small_versioned_and_without_root(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, name));
        var bases = lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, bases.Count);
        Assert.All(bases, line => Assert.Matches(@"^FROM [^ ]+:\d+\.\d+\.\d+", line));
        Assert.Contains("-chiseled", bases[^1], StringComparison.Ordinal);
        var user = int.Parse(
            lines.Last(line => line.StartsWith("USER ", StringComparison.Ordinal))[5..], CultureInfo.InvariantCulture);
        Assert.NotEqual(0, user);
        Assert.Equal(Silo["spec.template.spec.securityContext.runAsUser"].Value,
            user.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("a: {b: 1}")]
    [InlineData("a: *other")]
    [InlineData("a: 1 # two")]
    [InlineData("a: 1|a: 2")]
    [InlineData("a: 1|   b: 2")]
    public void What_the_reader_does_not_know_it_refuses(string text) =>
        Assert.Throws<FormatException>(() => YamlReader.Read("test", text.Split('|')).ToList());

    private static string? Label(YamlNode selector) =>
        selector["matchLabels"].Entries.GetValueOrDefault("app.kubernetes.io/name")?.Value;

    private static int Number(YamlNode node) => int.Parse(node.Value!, CultureInfo.InvariantCulture);

    [GeneratedRegex(@":\d+\.\d+\.\d+$")]
    private static partial Regex Version();

    [GeneratedRegex(@"\bShutdownBudget = TimeSpan\.FromSeconds\((\d+)\)")]
    private static partial Regex Budget();

    [GeneratedRegex(@"(?i)password=|accountkey=|\bsig=")]
    private static partial Regex Secret();
}
