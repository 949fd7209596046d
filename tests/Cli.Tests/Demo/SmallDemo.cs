namespace WorldModel.Cli.Tests.Demo;

/// <summary>A small demo, run once for a class's tests, and what it leaves.</summary>
public sealed class SmallDemo : IAsyncLifetime
{
    internal TemporaryFolder Folder { get; } = new();

    internal CliRun Run { get; private set; } = null!;

    /// <summary>The data folder of its silo.</summary>
    internal string Silo => Folder.File("silo");

    public async ValueTask InitializeAsync() => Run = await CliRun.Of(
        "demo", "--seed", "3", "--consumers", "64", "--days", "90", "--out", Folder.Path);

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
