namespace WorldModel.Cli.Terminal;

/// <summary>What a path leads to, links followed.</summary>
internal static class RealPath
{
    /// <summary>Whether two paths lead to the same file, there yet or not.</summary>
    public static bool AreSame(string one, string other) => Of(one) == Of(other);

    private static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar))
        {
            real = Path.Combine(real, part);
            try
            {
                real = File.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName ?? real;
            }
            catch (IOException)
            {
                // Not there, or a link that leads nowhere: it stands for itself.
            }
        }

        return real;
    }
}
