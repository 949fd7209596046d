using Microsoft.Extensions.Logging;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo;
using WorldModel.Silo.Storage;

namespace WorldModel.Cli.Demo;

/// <summary>
/// The demo's own silo: a new store, a real server on a free loopback port, and a client that talks to it over HTTP.
/// </summary>
internal sealed class DemoSilo : IAsyncDisposable
{
    private const int BatchEvents = 20_000;

    private readonly SiloHost _host;
    private readonly HttpClient _http;

    private DemoSilo(SiloHost host)
    {
        _host = host;
        _http = SiloAddress.Connect(host.Url);
        Client = SiloAddress.Client(_http);
    }

    public WorldModelClient Client { get; }

    public long Refused { get; private set; }

    /// <summary>The grains, for what the API does not offer.</summary>
    public IGrains Grains => _host.Grains;

    public static async Task<DemoSilo> Start(
        string folder, ConsumerSchema schema, string model, CancellationToken stop,
        Synchronous synchronous = Synchronous.Full, int? shards = null)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var options = new SiloOptions(folder, schema)
        {
            Url = "http://127.0.0.1:0",
            Clock = ClockKind.Stream,
            Model = model,
            LogLevel = synchronous == Synchronous.Full ? LogLevel.Warning : LogLevel.Error,
            Synchronous = synchronous,
            Shards = shards,
        };
        return new DemoSilo(await SiloHost.Start(options, stop));
    }

    public async Task PutConsumers(IEnumerable<ConsumerItem> consumers, CancellationToken stop) =>
        Count(await Client.PutConsumersAsync(consumers, stop));

    /// <summary>Sends events in order, in requests of bounded size; returns how many.</summary>
    public async Task<long> Send(IEnumerable<EventItem> events, Action<long> sent, CancellationToken stop)
    {
        var total = 0L;
        foreach (var batch in events.Chunk(BatchEvents))
        {
            var result = await Client.SendEventsAsync(batch, stop);
            Count(result);
            total += result.Received;
            sent(total);
        }
        return total;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    private void Count(IngestResult result)
    {
        Refused += result.RefusedTotal;
        if (result.Refused is [var first, ..])
        {
            throw new CommandFailedException(
                $"the silo refused an item of the demo: {first.Field}: got {first.Value}, expected {first.Expected}");
        }
    }
}
