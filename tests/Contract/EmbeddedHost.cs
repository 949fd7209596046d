using WorldModel.Grains.Interfaces;
using WorldModel.Silo;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests;

namespace WorldModel.Testing.Contract;

/// <summary>The embedded runtime, over SQLite unless another store is given.</summary>
internal sealed class EmbeddedHost : IContractHost
{
    private readonly TempDirectory _data = new();
    private readonly HandTime _time = new();
    private SiloHost _silo = null!;
    private ModelFolder _files = null!;

    public IGrains Grains => _silo.Grains;

    public static async Task<IContractHost> Start(SmallWorld world, int shards, IStoreProvider? store = null)
    {
        var host = new EmbeddedHost();
        host._time.Now = new DateTimeOffset(world.Today.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
        var options = HostLimits.Options(world, host._data.File("data"), shards, host._time) with
        {
            Store = store,
        };
        var parts = new SiloParts(options.Schema, options.Limits);
        host._silo = await SiloHost.Start(options, parts);
        host._files = new ModelFolder(
            Path.Combine(options.DataDirectory, ModelFolder.FolderName), parts.LoadModel);
        return host;
    }

    public void Pass(TimeSpan time) => _time.Pass(time);

    public async Task<string> Load(string path)
    {
        await using var file = File.OpenRead(path);
        return await _files.Take(file, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _data.Dispose();
    }
}
