namespace WorldModel.Evaluation.Tests;

/// <summary>Finds files of the checkout, and the data beside it.</summary>
internal static class Checkout
{
    public static string Root { get; } = Up(AppContext.BaseDirectory, "WorldModel.sln")
        ?? throw new InvalidOperationException("no WorldModel.sln above the tests");

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
        var directory = Path.GetFullPath(from);
        while (directory is not null && !File.Exists(Path.Combine(directory, holds)))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory;
    }
}
