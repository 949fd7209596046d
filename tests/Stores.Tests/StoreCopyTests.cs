using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using WorldModel.Grains.Hosting;
using WorldModel.Schema;
using WorldModel.Silo;
using WorldModel.Silo.Azure;
using WorldModel.Silo.Postgres;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests;
using WorldModel.Silo.Tests.Storage;

namespace WorldModel.Stores.Tests;

/// <summary>A backup of either kind of store restores into every other: the same bytes, the same answers.</summary>
public sealed class StoreCopyTests(PostgresCluster postgres, Azurite azurite) : IDisposable
{
    private static readonly GrainAddress Pool = GrainAddress.Allocator("pool");
    private static readonly GrainAddress Campaign = GrainAddress.Campaign("spring / Frühling");

    private readonly TempDirectory _first = new();
    private readonly TempDirectory _last = new();

    public void Dispose()
    {
        _first.Dispose();
        _last.Dispose();
    }

    [Theory]
    [InlineData("all")]
    [InlineData("none")]
    [InlineData("3")]
    public async Task Round_through_all_stores_every_byte_comes_back(string retention)
    {
        Require();
        IStoreProvider[] stops =
        [
            new SqliteProvider(_first.Path), new PostgresProvider(postgres.NextStore()),
            new BlobProvider(azurite.NextStore()), new SqliteProvider(_last.Path),
        ];
        await Fill(stops[0], JournalRetention.Parse("journal", retention));
        var (content, epoch) = Content(stops[0]);
        Assert.Contains("base", content, StringComparison.Ordinal);
        for (int stop = 1; stop < stops.Length; stop++)
        {
            var copied = await StoreCopy.Run(
                stops[stop - 1], stops[stop], static (_, _) => { }, TestContext.Current.CancellationToken);
            Assert.Equal((16, 5), (copied.Shards, copied.Grains));
            var (there, raised) = Content(stops[stop]);
            Assert.Equal(content, there);
            Assert.True(raised >= epoch, $"epoch {raised} after {epoch}");
            epoch = raised;
        }
        // The copy is a store like another: it goes on, under a higher epoch.
        using var store = await FrameStore.Open(stops[^1], new StoreSettings("schema"));
        Assert.Equal([Campaign], store.Work);
        var opened = await store.Open(GrainAddress.Shard(3));
        Assert.True(opened.Journal.Epoch > epoch);
        await opened.Journal.Append("more"u8);
    }

    [Fact]
    public async Task A_store_that_holds_something_is_not_copied_over()
    {
        Require();
        var (from, to) = (new SqliteProvider(_first.Path), new PostgresProvider(postgres.NextStore()));
        await Fill(from, JournalRetention.Everything);
        await StoreCopy.Run(from, to, static (_, _) => { }, TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => StoreCopy.Run(from, to, static (_, _) => { }));
        Assert.Contains("expected an empty store", refusal.Message);
    }

    [Fact]
    public async Task A_silo_answers_from_every_store_as_from_the_first()
    {
        Require();
        var schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
        var events = new StringBuilder();
        for (int i = 0; i < 200; i++)
            events.AppendLine(CultureInfo.InvariantCulture,
                $$"""{"id":"e{{i}}","consumer":"c{{i % 40}}","day":"2025-03-01","name":"visit"}""");
        IStoreProvider?[] stops =
            [null, new PostgresProvider(postgres.NextStore()), new BlobProvider(azurite.NextStore())];
        string? expected = null;
        for (int stop = 0; stop < stops.Length; stop++)
        {
            if (stop > 0)
                await StoreCopy.Run(stops[stop - 1] ?? new SqliteProvider(_first.Path), stops[stop]!, (_, _) => { });
            await using var silo = await SiloHost.Start(new SiloOptions(_first.Path, schema)
            {
                Url = "http://127.0.0.1:0",
                Clock = ClockKind.Stream,
                Shards = stop == 0 ? 16 : null,
                Store = stops[stop],
                LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
            });
            using var http = new HttpClient { BaseAddress = silo.Url };
            // Sent again to each: what the store remembers counts them as repeated, every one.
            var sent = await http.PostAsync("/v1/events", new StringContent(
                events.ToString(), Encoding.UTF8, "application/x-ndjson"));
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
            if (stop == 0)
                continue;
            var reply = await sent.Content.ReadAsStringAsync();
            expected ??= reply;
            Assert.Equal(expected, reply);
            Assert.Contains("\"repeated\":200", reply, StringComparison.Ordinal);
            var health = await http.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>("/v1/health");
            Assert.Equal((40, 16), ((int)health!["consumers"]!, (int)health["store"]!["shards"]!));
        }
    }

    [Fact]
    public async Task A_store_cut_anew_into_every_kind_answers_as_before()
    {
        Require();
        var schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
        (IStoreProvider Store, int Shards)[] stops =
        [
            (new SqliteProvider(_first.Path), 4), (new PostgresProvider(postgres.NextStore()), 32),
            (new BlobProvider(azurite.NextStore()), 1), (new SqliteProvider(_last.Path), 16),
        ];
        var events = string.Join('\n', Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture,
            $$"""{"id":"e{{i}}","consumer":"c{{i % 40}}","day":"2025-03-01","name":"visit"}""")));
        for (int stop = 0; stop < stops.Length; stop++)
        {
            var (store, shards) = stops[stop];
            if (stop > 0)
            {
                var done = await StoreReshard.Run(
                    stops[stop - 1].Store, store, shards, schema, (_, _) => { }, TimeProvider.System);
                Assert.Equal((stops[stop - 1].Shards, shards, 40L), (done.FromShards, done.Shards, done.Consumers));
            }
            await using var silo = await SiloHost.Start(new SiloOptions(_first.Path, schema)
            {
                Url = "http://127.0.0.1:0",
                Clock = ClockKind.Stream,
                Shards = shards,
                Store = store,
                LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
            });
            using var http = new HttpClient { BaseAddress = silo.Url };
            var sent = await http.PostAsync("/v1/events", new StringContent(
                events, Encoding.UTF8, "application/x-ndjson"));
            Assert.Contains(
                stop == 0 ? "\"applied\":200" : "\"repeated\":200", await sent.Content.ReadAsStringAsync(),
                StringComparison.Ordinal);
            var health = await http.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>("/v1/health");
            Assert.Equal((40, shards), ((int)health!["consumers"]!, (int)health["store"]!["shards"]!));
        }
    }

    private void Require() => Assert.SkipWhen(
        (postgres.Missing ?? azurite.Missing) is not null, postgres.Missing ?? azurite.Missing ?? "");

    /// <summary>Grains of all kinds: frames only, snapshots, bases, work, erased.</summary>
    private static async Task Fill(IStoreProvider provider, JournalRetention retention)
    {
        var time = new DayByDay();
        using var store = new TextStore(await FrameStore.Open(provider, new StoreSettings("schema")
        {
            Shards = 16,
            Journal = retention,
            BaseBytes = 30,
            Time = time,
        }));
        foreach (var grain in (GrainAddress[])[GrainAddress.Shard(3), GrainAddress.Shard(12), Pool])
        {
            for (int i = 0; i < 30; i++)
            {
                await store.Append(grain, $"{grain} {i}");
                if (grain != Pool && i % 7 == 4)
                    await store.Snapshot(grain, $"state {i}");
                time.Day += i % 3;
            }
        }
        await store.Append(GrainAddress.Shard(5), "only");
        await store.Append(Campaign, "begin", WorkChange.Pending);
        await store.Snapshot(Campaign, "begun");
        await store.Snapshot(GrainAddress.Shard(12), "erased", erase: retention.Keeps);
    }

    /// <summary>Everything that a kept journal tells, in words that can be compared.</summary>
    private static (string Content, long Epoch) Content(IStoreProvider provider)
    {
        using var kept = provider.OpenKept();
        var all = new StringBuilder($"base {kept.Shards} {kept.SchemaHash} work [{string.Join(", ", kept.Work)}]\n");
        foreach (var grain in kept.Grains.OrderBy(grain => grain.ToString(), StringComparer.Ordinal))
        {
            var history = kept.Of(grain);
            all.AppendLine(CultureInfo.InvariantCulture,
                $"{grain} [{string.Join(' ', history.Bases)}] {history.Snapshot} {history.Last}");
            all.AppendLine(CultureInfo.InvariantCulture, $"  since {kept.SinceBase(grain)}");
            all.AppendLine(CultureInfo.InvariantCulture, $"  snapshot {Hash(kept.Snapshot(grain))}");
            foreach (var one in kept.Bases(grain))
                all.AppendLine(CultureInfo.InvariantCulture,
                    $"  base {one.Sequence} {one.Day} {Hash(kept.Base(grain, one.Sequence))}");
            foreach (var (sequence, bytes) in kept.Frames(
                grain, history.Bases.Count > 0 ? history.Bases[0] : history.Snapshot))
                all.AppendLine(CultureInfo.InvariantCulture, $"  frame {sequence} {Hash(bytes)}");
        }
        return (all.ToString(), kept.Epoch);
    }

    private static string Hash(byte[]? bytes) => bytes is null ? "none" : Convert.ToHexString(SHA256.HashData(bytes));

    private sealed class DayByDay : TimeProvider
    {
        public int Day { get; set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2025, 6, 1, 0, 0, 0, default).AddDays(Day);
    }
}
