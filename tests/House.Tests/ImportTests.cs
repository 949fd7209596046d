using System.Xml.Linq;

namespace WorldModel.House.Tests;

/// <summary>
/// Imports run one way. A new arrow is a decision: change this table and docs/ARCHITECTURE.md together.
/// </summary>
public sealed class ImportTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Numerics"] = [],
        ["Schema"] = [],
        ["Models"] = ["Numerics", "Schema"],
        ["Allocation"] = ["Numerics", "Schema", "Models"],
        ["Evaluation"] = ["Numerics", "Schema", "Models"],
        ["Simulation"] = ["Numerics", "Schema", "Models"],
        ["Grains.Interfaces"] = [],
        ["Grains"] = ["Models", "Allocation", "Evaluation", "Grains.Interfaces"],
        ["Grains.Orleans"] = ["Grains.Interfaces", "Schema"],
        ["Client"] = [],
        ["Silo"] = ["Grains", "Client"],
        ["Silo.Azure"] = ["Silo"],
        ["Silo.Postgres"] = ["Silo"],
        ["Silo.Orleans"] = ["Silo", "Silo.Postgres", "Grains.Orleans"],
        ["Cli"] = ["Silo", "Evaluation", "Simulation"],
    };

    [Fact]
    public void Projects_import_only_what_the_design_lets_them()
    {
        foreach (var project in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.True(Allowed.ContainsKey(name), $"src/{name} is not in the table of imports");
            var imports = References(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension);
            Assert.All(imports, import => Assert.True(
                Allowed[name].Contains(import),
                $"src/{name} imports {import}; it may import [{string.Join(", ", Allowed[name])}]"));
        }
    }

    [Theory]
    [InlineData("Grains.Interfaces")]
    [InlineData("Client")]
    [InlineData("Numerics")]
    public void These_projects_need_no_package(string name)
    {
        // What .NET 10 brings itself, the client's .NET Standard build takes from packages: those do not count.
        var project = Path.Combine(Repository.Root, "src", name, name + ".csproj");
        Assert.DoesNotContain(XDocument.Load(project).Descendants("PackageReference"), node =>
            node.Parent!.Attribute("Condition")?.Value != "'$(TargetFramework)' == 'netstandard2.0'");
    }

    [Fact]
    public void Every_source_project_has_tests_and_a_line_in_the_architecture()
    {
        var architecture = File.ReadAllText(Path.Combine(Repository.Root, "docs", "ARCHITECTURE.md"));
        foreach (var name in Allowed.Keys)
        {
            // Grains.Interfaces is contracts only; its snapshot and rules are tested beside the grains. The shared
            // stores are tested together, by one kit.
            var tests = name switch
            {
                "Grains.Interfaces" => "Grains",
                "Silo.Azure" or "Silo.Postgres" => "Stores",
                _ => name,
            };
            Assert.True(
                Directory.Exists(Path.Combine(Repository.Root, "tests", tests + ".Tests")),
                $"tests/{tests}.Tests is missing");
            Assert.Contains($"`{name}/`", architecture, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> References(string project, string element) =>
        XDocument.Load(project)
            .Descendants(element)
            .Select(node => node.Attribute("Include")!.Value.Replace('\\', '/'));
}
