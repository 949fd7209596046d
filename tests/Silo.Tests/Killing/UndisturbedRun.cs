using WorldModel.Client;
using WorldModel.Silo.Tests.Api;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>What becomes of the small world where nobody kills anything.</summary>
public sealed class UndisturbedRun(SmallWorld world) : IAsyncLifetime
{
    private readonly TempDirectory _data = new();

    private string ReplayedData => _data.File("replayed");

    /// <summary>All that the store holds once the file is replayed.</summary>
    internal StoreContent Replayed { get; private set; } = null!;

    internal EventPrefixes Prefixes { get; private set; } = null!;

    /// <summary>All that the store holds at the end of the campaign.</summary>
    internal StoreContent Ended { get; private set; } = null!;

    /// <summary>The campaign's decisions as they go over the wire.</summary>
    internal byte[] Decisions { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await using (var silo = await Start(world, ReplayedData))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            await Replay(world, new WorldModelClient(http, RetryPolicy.None));
        }
        Replayed = await StoreContent.Of(world, ReplayedData);
        Prefixes = await EventPrefixes.Of(world);
        Copy(_data.File("ended"));
        await using (var silo = await Start(world, _data.File("ended")))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            await CampaignFlow.Run(new WorldModelClient(http, RetryPolicy.None));
            Decisions = await DecisionBytes(http);
        }
        Ended = await StoreContent.Of(world, _data.File("ended"));
    }

    public ValueTask DisposeAsync()
    {
        _data.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a data directory in which everything is replayed and no campaign was made.</summary>
    internal void Copy(string data)
    {
        foreach (var file in Directory.EnumerateFiles(ReplayedData, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(data, Path.GetRelativePath(ReplayedData, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    /// <summary>A silo in this process, with the bounds of those that are killed.</summary>
    internal static Task<SiloHost> Start(SmallWorld world, string data) => SiloHost.Start(
        new SiloOptions(data, world.Schema)
        {
            Url = "http://127.0.0.1:0",
            Model = world.ModelPath,
            Shards = EventPrefixes.Shards,
            Synchronous = Silo.Storage.Synchronous.Off,
            Clock = ClockKind.Stream,
            Limits = HaltingSilo.Limits,
            SnapshotBytes = HaltingSilo.SnapshotBytes,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
        });

    /// <summary>Sends everybody's attributes and the whole file of events.</summary>
    internal static async Task Replay(SmallWorld world, WorldModelClient client)
    {
        await client.PutConsumersAsync(world.Profiles);
        await using var lines = File.OpenRead(world.EventsPath);
        await client.SendEventLinesAsync(lines);
    }

    /// <summary>All pages of the campaign's decisions, as they come.</summary>
    internal static async Task<byte[]> DecisionBytes(HttpClient http)
    {
        var bytes = new List<byte>();
        for (string? cursor = "0.0"; cursor is not null;)
        {
            using var page = await http.GetAsync($"v1/campaigns/spring/decisions?limit=37&cursor={cursor}");
            Assert.True(page.IsSuccessStatusCode);
            bytes.AddRange(await page.Content.ReadAsByteArrayAsync());
            cursor = page.Headers.TryGetValues("Next-Cursor", out var next) ? next.Single() : null;
        }
        return [.. bytes];
    }
}
