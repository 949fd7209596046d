using Microsoft.Extensions.Logging.Abstractions;
using WorldModel.Silo.Orleans.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans.Tests.Hosts;

/// <summary>What one silo of a test's cluster has of its own: models, files, metrics, its store.</summary>
internal sealed class TestSilo : IDisposable
{
    private readonly Metrics _metrics = new();

    public TestSilo(SiloOptions options, IStoreProvider provider)
    {
        Parts = new SiloParts(options.Schema, options.Limits);
        Store = FrameStore.Open(provider, new StoreSettings(options.Schema.Hash) { Shards = options.Shards }, _metrics)
            .GetAwaiter().GetResult();
        Files = new ModelFolder(Path.Combine(options.DataDirectory, ModelFolder.FolderName), Parts.LoadModel);
        Files.LoadAll();
        Core = new SiloCore(options, Store, Parts, Files, Clocks.Of(options), _metrics, NullLogger.Instance);
    }

    public SiloParts Parts { get; }

    public FrameStore Store { get; }

    public ModelFolder Files { get; }

    public SiloCore Core { get; }

    public void Dispose()
    {
        Store.Dispose();
        _metrics.Dispose();
    }
}
