namespace WorldModel.Cli.Files;

/// <summary>Finds a file of <c>examples/</c>: beside the program, or in the checkout.</summary>
internal static class ExampleFile
{
    public static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "examples", name);
            if (File.Exists(path))
                return path;
        }
        throw new FileNotFoundException($"examples/{name} is neither beside the program nor in a folder above it");
    }
}
