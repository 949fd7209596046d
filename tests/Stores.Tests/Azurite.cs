namespace WorldModel.Stores.Tests;

/// <summary>
/// Azurite, the emulator of Azure Storage, in memory, for the tests only: <c>npm install azurite@3.35.0</c> in
/// <c>artifacts/azurite</c> of the checkout, or on the path.
/// </summary>
public sealed class Azurite : IAsyncLifetime
{
    /// <summary>The emulator's one account and key, the same everywhere: no secret.</summary>
    private const string Account = "AccountName=devstoreaccount1;AccountKey="
        + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private ServerProcess? _server;
    private string? _url;
    private int _containers;

    /// <summary>Why it does not run; null: it runs.</summary>
    public string? Missing { get; private set; }

    /// <summary>How to reach a container of a store's own in it.</summary>
    public string NextStore() => $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint={_url}/devstoreaccount1;"
        + $"Container=store{Interlocked.Increment(ref _containers)}";

    public async ValueTask InitializeAsync()
    {
        if (Program() is not { } program)
        {
            Missing = "Azurite: not here (npm install --prefix artifacts/azurite azurite@3.35.0)";
            return;
        }
        const string Ready = "successfully listens on ";
        (_server, var line) = await ServerProcess.Start(
            Ready, program, "--disableTelemetry", "--inMemoryPersistence", "--skipApiVersionCheck", "--blobPort", "0");
        _url = line[(line.IndexOf(Ready, StringComparison.Ordinal) + Ready.Length)..].Trim();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private static string? Program()
    {
        const string Name = "azurite-blob";
        var beside = Testing.Checkout.Root is { } root
            ? [Path.Combine(root, "artifacts", "azurite", "node_modules", ".bin")]
            : Array.Empty<string>();
        return beside.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);
    }
}
