using System.Runtime.InteropServices;

namespace WorldModel.Stores.Tests;

/// <summary>
/// A PostgreSQL server of the tests' own, in a folder of its own, reached by a socket there. Its programs come with the
/// package <c>postgresql</c>; they refuse to run as root, so then a user without rights runs them.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private readonly ServerDirectory _directory = new("wm-pg-");
    private ServerProcess? _server;
    private int _schemas;

    /// <summary>Why it does not run; null: it runs.</summary>
    public string? Missing { get; private set; }

    /// <summary>The socket at which it listens.</summary>
    public string Socket => Path.Combine(_directory.Path, ".s.PGSQL.5432");

    /// <summary>How to reach a store of its own in it.</summary>
    public string NextStore() =>
        $"Host={_directory.Path};Database=postgres;Username=worldmodel;"
        + $"Search Path=store{Interlocked.Increment(ref _schemas)};Maximum Pool Size=8";

    public async ValueTask InitializeAsync()
    {
        if (Binaries() is not { } binaries)
        {
            Missing = "PostgreSQL: no initdb here (Debian: apt-get install postgresql)";
            return;
        }
        var data = Path.Combine(_directory.Path, "data");
        var runner = Array.Empty<string>();
        if (geteuid() == 0)
        {
            runner = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];
            await ServerProcess.Run("chown", "nobody:nogroup", _directory.Path);
        }
        await Run(ServerProcess.Run, [.. runner, Path.Combine(binaries, "initdb"),
            "-D", data, "-A", "trust", "-U", "worldmodel", "-E", "UTF8", "--locale=C", "--no-sync"]);
        string[] serve = [.. runner, Path.Combine(binaries, "postgres"), "-D", data, "-h", "", "-k", _directory.Path,
            "-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=32MB"];
        (_server, _) = await ServerProcess.Start("ready to accept connections", serve[0], serve[1..]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }

    private static Task Run(Func<string, string[], Task> run, string[] command) => run(command[0], command[1..]);

    private static string? Binaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            : [];
        return installed.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))
                && File.Exists(Path.Combine(folder, "postgres")));
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
