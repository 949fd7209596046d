namespace WorldModel.Testing;

/// <summary>Files of the checkout that the tests run in, and the data beside it.</summary>
internal static class Checkout
{
    public static string Root { get; } = Up(AppContext.BaseDirectory, "WorldModel.sln")
        ?? throw new InvalidOperationException($"No WorldModel.sln above {AppContext.BaseDirectory}.");

    /// <summary>A file of the checkout, by its path from the root.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>The schema <c>examples/NAME.schema.json</c>.</summary>
    public static string ExampleSchema(string name) => File($"examples/{name}.schema.json");

    /// <summary>A file of <c>shared/data</c> beside the checkout; the test is skipped where it is absent.</summary>
    public static string Data(string name)
    {
        var inside = Path.Combine("shared", "data", name);
        var above = Up(Root, inside);
        Assert.SkipWhen(above is null, $"shared/data/{name} is not beside the checkout");
        return Path.Combine(above!, inside);
    }

    private static string? Up(string from, string holds)
    {
        var folder = Path.GetFullPath(from);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, holds)))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
