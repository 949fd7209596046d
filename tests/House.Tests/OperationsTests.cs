using System.Text.RegularExpressions;

namespace WorldModel.House.Tests;

/// <summary>What runs is explained to whoever runs it.</summary>
public sealed partial class OperationsTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));

    [Fact]
    public void Every_metric_is_explained_and_none_that_is_not_there()
    {
        var metrics = Repository.CSharp("src")
            .Where(file => file.Name.EndsWith("Metrics.cs", StringComparison.Ordinal)).SelectMany(file => file.Lines)
            .SelectMany(line => Metric().Matches(line)).Select(match => match.Groups[1].Value).Distinct().Order();
        var explained = Explained().Matches(Page).Select(match => match.Groups[1].Value).Distinct().Order();
        Assert.Equal(metrics, explained);
    }

    [Fact]
    public void Files_and_environment_variables_that_it_names_are_there()
    {
        foreach (Match file in Link().Matches(Page))
            Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", file.Groups[1].Value)), file.Value);
        var source = string.Concat(Repository.CSharp("src").SelectMany(file => file.Lines));
        foreach (var variable in Variable().Matches(Page).Select(match => match.Value).Distinct())
            Assert.True(
                source.Contains(variable, StringComparison.Ordinal) || variable == "WORLDMODEL_SHARDS", variable);
    }

    [GeneratedRegex("\"(worldmodel\\.[a-z.]+)\"")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^\| `(worldmodel\.[a-z.]+)`", RegexOptions.Multiline)]
    private static partial Regex Explained();

    [GeneratedRegex(@"\]\(([a-zA-Z0-9/.-]+\.md)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"WORLDMODEL_[A-Z]+")]
    private static partial Regex Variable();
}
