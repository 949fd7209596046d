namespace WorldModel.House.Tests;

/// <summary>The checkout that these tests run from, and its source files.</summary>
internal static class Repository
{
    public static string Root => Checkout.Root;

    public static IEnumerable<SourceFile> CSharp(params string[] folders) =>
        from folder in folders
        let path = Path.Combine(Root, folder)
        where Directory.Exists(path)
        from file in Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
        where !IsBuildOutput(file)
        select SourceFile.Read(file);

    public static IEnumerable<string> TextFiles() =>
        from file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        where !IsBuildOutput(file) && !file.Contains("/.git/", StringComparison.Ordinal)
        where Path.GetExtension(file) is ".cs" or ".md" or ".json" or ".csproj" or ".props" or ".sh" or ".yml"
            or ".yaml" or ".txt" or "" && !Path.GetFileName(file).Equals(".git", StringComparison.Ordinal)
        select file;

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static bool IsBuildOutput(string file)
    {
        var relative = "/" + Relative(file);
        return relative.Contains("/bin/", StringComparison.Ordinal)
            || relative.Contains("/obj/", StringComparison.Ordinal)
            || relative.Contains("/artifacts/", StringComparison.Ordinal)
            || relative.Contains("/TestResults/", StringComparison.Ordinal)
            || relative.StartsWith("/out/", StringComparison.Ordinal);
    }
}

/// <summary>A source file as lines, named relative to the checkout.</summary>
internal sealed record SourceFile(string Name, string[] Lines)
{
    public static SourceFile Read(string path) => new(Repository.Relative(path), File.ReadAllLines(path));

    /// <summary>Lines without comments, numbered from 1.</summary>
    public IEnumerable<(int Number, string Text)> Code()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            var text = Lines[i].TrimStart();
            if (!text.StartsWith("//", StringComparison.Ordinal))
            {
                yield return (i + 1, Lines[i]);
            }
        }
    }
}
