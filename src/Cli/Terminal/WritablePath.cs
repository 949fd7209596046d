namespace WorldModel.Cli.Terminal;

/// <summary>
/// Whether something can be written at a path, found out by trying: better before an hour's work than after it. What
/// was made in trying is taken away again.
/// </summary>
internal static class WritablePath
{
    /// <summary>What a file is called until it is whole.</summary>
    public const string Partial = ".partial";

    /// <summary>Whether a folder can be written to, made first where it is not there.</summary>
    public static bool CanHold(string folder) => CanMake(folder, $".worldmodel-{Environment.ProcessId}");

    /// <summary>Whether a file can be written; a folder cannot.</summary>
    public static bool CanBe(string path)
    {
        if (IsStream(path)) return File.Exists(path);
        if (Directory.Exists(path)) return false;
        var full = Path.GetFullPath(path);
        return CanMake(Path.GetDirectoryName(full)!, Path.GetFileName(full) + Partial) && CanOpen(full);
    }

    /// <summary>Standard output, a pipe or the like: written to as it is, nothing can be moved in its place.</summary>
    public static bool IsStream(string path) =>
        OperatingSystem.IsLinux() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    private static bool CanMake(string folder, string name)
    {
        var made = new Stack<string>();
        try
        {
            for (var at = Path.GetFullPath(folder); !Path.Exists(at); at = Path.GetDirectoryName(at)!) made.Push(at);
            Directory.CreateDirectory(folder);
            var trial = Path.Combine(folder, name);
            if (File.Exists(trial)) return CanOpen(trial);
            using (new FileStream(trial, FileMode.CreateNew)) { }
            File.Delete(trial);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
        finally
        {
            TakeAway(made);
        }
    }

    /// <summary>An empty file may be a pipe, which opening would use up: it is taken on trust.</summary>
    private static bool CanOpen(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > 0 })
                new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TakeAway(Stack<string> folders)
    {
        // The innermost was found missing first, and lies at the bottom of the stack.
        foreach (var folder in folders.Reverse())
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // Never made, or another has put something in it since.
                return;
            }
        }
    }
}
