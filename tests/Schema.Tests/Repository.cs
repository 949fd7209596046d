namespace WorldModel.Schema.Tests;

/// <summary>Finds files of the checkout, and the data beside it.</summary>
internal static class Repository
{
    public static string Root { get; } =
        FindUp(AppContext.BaseDirectory, d => File.Exists(Path.Combine(d, "WorldModel.sln")))
        ?? throw new InvalidOperationException("no WorldModel.sln above the tests");

    public static ConsumerSchema Example(string name) =>
        ConsumerSchema.Load(Path.Combine(Root, "examples", $"{name}.schema.json"));

    /// <summary>A file of <c>shared/data</c> beside the checkout; the test is skipped where it is absent.</summary>
    public static string Data(string name)
    {
        string inside = Path.Combine("shared", "data", name);
        string? above = FindUp(Root, d => File.Exists(Path.Combine(d, inside)));
        Assert.SkipWhen(above is null, $"shared/data/{name} is not beside the checkout");
        return Path.Combine(above!, inside);
    }

    private static string? FindUp(string from, Func<string, bool> holds)
    {
        string? directory = Path.GetFullPath(from);
        while (directory is not null && !holds(directory))
            directory = Path.GetDirectoryName(directory);
        return directory;
    }
}
