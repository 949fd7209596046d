using System.Net;
using System.Net.Sockets;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Schema;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests.Api;

namespace WorldModel.Silo.Tests;

public sealed class SiloHostTests(SmallWorld world) : IDisposable
{
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://192.168.1.7:5080")]
    [InlineData("http://example.com:5080")]
    public async Task Another_address_than_loopback_is_refused(string url)
    {
        var options = world.Options(_data) with { Url = url };
        var error = await Assert.ThrowsAsync<InputException>(() => SiloHost.Start(options));
        Assert.Equal("url", error.Field);
        Assert.Contains("loopback", error.Message);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_refused_before_anything_is_made()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var options = world.Options(_data) with { Url = $"http://{other.LocalEndpoint}" };
        var error = await Assert.ThrowsAsync<InputException>(() => SiloHost.Start(options));
        Assert.Equal("url", error.Field);
        Assert.False(Directory.Exists(options.DataDirectory));
    }

    [Fact]
    public async Task After_a_restart_everything_is_as_before()
    {
        var ids = world.Ids.ToArray();
        var options = world.Options(_data);
        BeliefEntry[] before;
        List<CampaignDecisionItem> decisions;
        await using (var silo = await SiloHost.Start(options))
        {
            var client = await Fill(silo);
            await CampaignFlow.Run(client);
            decisions = await CampaignFlow.Decisions(client);
            before = (await client.BeliefAsync(new() { Consumers = ids })).Answers;
        }
        await using var again = await SiloHost.Start(options with { Shards = null, Model = null });
        using var http = new HttpClient { BaseAddress = again.Url };
        var after = new WorldModelClient(http, RetryPolicy.None);
        var beliefs = (await after.BeliefAsync(new() { Consumers = ids })).Answers;
        Assert.Equal(before.Select(belief => belief.AsOf), beliefs.Select(belief => belief.AsOf));
        Assert.Equal(before.SelectMany(belief => belief.Belief!), beliefs.SelectMany(belief => belief.Belief!));
        Assert.Equal(decisions, await CampaignFlow.Decisions(after));
        await using var lines = File.OpenRead(world.EventsPath);
        var repeated = await after.SendEventLinesAsync(lines);
        Assert.Equal(0, repeated.Applied + repeated.Merged);
    }

    [Fact]
    public async Task Under_a_streams_clock_time_is_the_latest_event_and_outlives_a_restart()
    {
        var options = world.Options(_data) with { Clock = ClockKind.Stream };
        await using (var silo = await SiloHost.Start(options))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            Assert.Null(await DayOf(http));
            await Fill(silo);
            Assert.Equal(world.Today.AddDays(-1), await DayOf(http));
        }
        await using var again = await SiloHost.Start(options);
        using var second = new HttpClient { BaseAddress = again.Url };
        Assert.Equal(world.Today.AddDays(-1), await DayOf(second));
    }

    [Fact]
    public async Task A_streams_clock_outlives_a_restart_where_shards_are_months_apart()
    {
        var options = world.Options(_data) with { Clock = ClockKind.Stream, Model = null };
        var days = Enumerable.Range(0, 12).Select(i => new DateOnly(2025, 1, 1).AddDays(30 * i)).ToArray();
        await using (var silo = await SiloHost.Start(options))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            var result = await new WorldModelClient(http, RetryPolicy.None).SendEventsAsync(
                [.. days.Select((day, i) => new EventItem($"e{i}", $"c{i}", day, "action", "push"))]);
            Assert.Equal((days.Length, 0), (result.Applied, result.RefusedTotal));
        }
        await using var again = await SiloHost.Start(options);
        using var second = new HttpClient { BaseAddress = again.Url };
        Assert.Equal(days[^1], await DayOf(second));
    }

    [Fact]
    public async Task An_event_too_far_ahead_of_a_streams_clock_is_told_how_far_it_may_be()
    {
        await using var silo = await SiloHost.Start(
            world.Options(_data) with { Clock = ClockKind.Stream, Model = null });
        using var http = new HttpClient { BaseAddress = silo.Url };
        var (client, start) = (new WorldModelClient(http), new DateOnly(2025, 1, 1));
        var result = await client.SendEventsAsync(
        [
            new("a", "c", start, "outcome", "visit"), new("b", "c", start.AddDays(31), "outcome", "visit"),
            new("c", "c", start.AddDays(63), "outcome", "visit"),
            new("d", "c", start.AddDays(33), "outcome", "visit", Reverses: "b"),
        ]);
        Assert.Equal(2, result.Applied);
        Assert.Equal([(2L, "future"), (3L, "future")], result.Refused.Select(item => (item.Index, item.Code)));
        Assert.StartsWith("at most 31 days after 2025-02-01, the latest day", result.Refused[0].Expected);
        Assert.Equal("at most 1 day after 2025-02-01", result.Refused[1].Expected);
    }

    [Fact]
    public async Task An_event_that_is_refused_moves_no_streams_clock()
    {
        await using var silo = await SiloHost.Start(
            world.Options(_data) with { Clock = ClockKind.Stream, Model = null });
        using var http = new HttpClient { BaseAddress = silo.Url };
        var client = new WorldModelClient(http);
        var start = new DateOnly(2025, 1, 1);
        EventItem[] bad =
        [
            new("b1", "c", start.AddDays(9), "action", "dance"),
            new("b2", "c", start.AddDays(9), "outcome", "visit", null, 7),
            new("b3", "c", start.AddDays(9), "outcome", "visit", Reverses: "nothing"),
            new("b4", "c", start.AddDays(9), "profile", Attributes: new() { ["store"] = "77" }),
            new("b5", "c", start.AddDays(9), "profile", "visit", Attributes: []),
        ];
        var result = await client.SendEventsAsync([new("a", "c", start, "outcome", "visit"), .. bad]);
        Assert.Equal((1, bad.Length), (result.Applied, result.RefusedTotal));
        Assert.Equal(start, (await client.HealthAsync()).Clock.Day);
        var profile = new EventItem("p", "c", start.AddDays(9), "profile", Attributes: new() { ["store"] = "7" });
        Assert.Equal(1, (await client.SendEventsAsync([profile])).Applied);
        Assert.Equal(start.AddDays(9), (await client.HealthAsync()).Clock.Day);
    }

    [Fact]
    public async Task Past_the_bound_of_a_queue_a_caller_is_told_when_to_come_again()
    {
        await using var silo = await SiloHost.Start(world.Options(_data) with { Model = null, QueueBound = 0 });
        using var http = new HttpClient { BaseAddress = silo.Url };
        var error = await Assert.ThrowsAsync<WorldModelApiException>(
            () => new WorldModelClient(http, RetryPolicy.None).BeliefAsync(new() { Consumer = "c1" }));
        Assert.Equal((429, "busy"), (error.Problem.Status, error.Problem.Code));
        Assert.Equal(TimeSpan.FromSeconds(1), error.RetryAfter);
    }

    [Fact]
    public async Task A_damaged_model_in_the_folder_is_named_at_start()
    {
        await using (await SiloHost.Start(world.Options(_data)))
        {
        }
        var file = Directory.EnumerateFiles(Path.Combine(_data.File("data"), ModelFolder.FolderName)).Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        var error = await Assert.ThrowsAnyAsync<WorldModelException>(() => SiloHost.Start(world.Options(_data)));
        Assert.Contains(file, error.Message);
    }

    [Fact]
    public async Task A_damaged_store_is_refused_and_names_grain_and_frame()
    {
        await using (var silo = await SiloHost.Start(world.Options(_data)))
            await Fill(silo);
        var file = $"Data Source={_data.File("data/store.db")};Pooling=False";
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(file))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                UPDATE snapshots SET crc = crc + 1
                WHERE grain = (SELECT id FROM grains WHERE kind = 'shard' AND key = '3')
                """;
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        var error = await Assert.ThrowsAsync<StoreException>(() => SiloHost.Start(world.Options(_data)));
        Assert.Contains("shard/3, snapshot", error.Message);
    }

    [Fact]
    public async Task A_store_of_another_version_is_refused_in_words()
    {
        await using (var silo = await SiloHost.Start(world.Options(_data)))
            await Fill(silo);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={_data.File("data/store.db")};Pooling=False"))
        {
            connection.Open();
            using var read = connection.CreateCommand();
            read.CommandText = """
                SELECT g.id, g.key, s.sequence, s.bytes FROM snapshots s JOIN grains g ON g.id = s.grain
                WHERE g.kind = 'model'
                """;
            using var row = read.ExecuteReader();
            Assert.True(row.Read());
            var bytes = row.GetFieldValue<byte[]>(3);
            // The kind of a record, then its version.
            bytes[1]++;
            using var write = connection.CreateCommand();
            write.CommandText = "UPDATE snapshots SET bytes = $bytes, crc = $crc WHERE grain = $grain";
            write.Parameters.AddWithValue("$bytes", bytes);
            write.Parameters.AddWithValue("$crc", (long)FrameChecksum.Of(
                GrainAddress.Model(row.GetString(1)), row.GetInt64(2), bytes));
            write.Parameters.AddWithValue("$grain", row.GetInt64(0));
            Assert.Equal(1, write.ExecuteNonQuery());
        }
        var error = await Assert.ThrowsAnyAsync<WorldModelException>(() => SiloHost.Start(world.Options(_data)));
        Assert.Contains("another version of WorldModel", error.Message);
    }

    private async Task<WorldModelClient> Fill(SiloHost silo)
    {
        var client = new WorldModelClient(new HttpClient { BaseAddress = silo.Url }, RetryPolicy.None);
        await client.PutConsumersAsync(world.Profiles);
        await using var lines = File.OpenRead(world.EventsPath);
        await client.SendEventLinesAsync(lines);
        return client;
    }

    private static async Task<DateOnly?> DayOf(HttpClient http) =>
        (await new WorldModelClient(http, RetryPolicy.None).HealthAsync()).Clock.Day;
}
