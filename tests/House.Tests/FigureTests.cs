using System.Text.RegularExpressions;

namespace WorldModel.House.Tests;

/// <summary>The README quotes what docs/figures.md holds, and its commands are those there are.</summary>
public sealed partial class FigureTests
{
    private static readonly string Readme = File.ReadAllText(Checkout.File("README.md"));

    [Fact]
    public void The_demo_of_the_readme_is_the_one_in_the_figures()
    {
        var row = File.ReadLines(Checkout.File("docs/figures.md")).Single(line => line.StartsWith("| 1 |"));
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var own = ReadmeRow().Match(Readme);
        Assert.True(own.Success, "README.md has no row for WorldModel");
        Assert.Equal(cells[4], own.Groups["value"].Value);
        Assert.StartsWith(own.Groups["claimed"].Value, cells[9], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_of_the_readme_exists()
    {
        var commands = Directory.EnumerateFiles(Checkout.File("src/Cli/Commands"), "*Command.cs")
            .Select(Path.GetFileName)
            .Select(file => file!.Replace("Command.cs", "", StringComparison.Ordinal).ToLowerInvariant())
            .Append("test")
            .ToHashSet();
        var named = ReadmeCommand().Matches(Readme).Select(match => match.Groups[1].Value).Distinct().ToArray();
        Assert.Contains("demo", named);
        Assert.All(named, name => Assert.True(commands.Contains(name), $"README.md names ./worldmodel {name}"));
    }

    [Fact]
    public void Every_link_of_the_docs_leads_to_a_file()
    {
        var broken =
            from page in Directory.EnumerateFiles(Checkout.File("docs"), "*.md", SearchOption.AllDirectories)
                .Append(Checkout.File("README.md")).Append(Checkout.File("CONTRIBUTING.md"))
            from Match link in Link().Matches(File.ReadAllText(page))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
            select $"{Repository.Relative(page)}: {target}";
        Assert.Empty(broken);
    }

    [GeneratedRegex(@"^\| \*\*WorldModel\*\* \| (?<claimed>[\d.]+) \| (?<value>[\d.]+) \|", RegexOptions.Multiline)]
    private static partial Regex ReadmeRow();

    [GeneratedRegex(@"\./worldmodel ([a-z]+)")]
    private static partial Regex ReadmeCommand();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
