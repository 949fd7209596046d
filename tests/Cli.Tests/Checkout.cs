namespace WorldModel.Cli.Tests;

/// <summary>Files of the checkout that the tests run in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string File(string path) => Path.Combine(Root, path);

    /// <summary>A development data file beside the checkout or above it; null where there is none.</summary>
    public static string? SharedData(string name)
    {
        for (var folder = new DirectoryInfo(Root); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (System.IO.File.Exists(path))
                return path;
        }
        return null;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "WorldModel.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not lie in a checkout");
        return folder.FullName;
    }
}
