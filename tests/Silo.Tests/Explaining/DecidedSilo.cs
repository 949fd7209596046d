using Microsoft.Data.Sqlite;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests.Api;

namespace WorldModel.Silo.Tests.Explaining;

/// <summary>
/// A silo of the small world that runs and has decided: some consumers one by one, all by a scan, some again, with
/// deliveries and failures told.
/// </summary>
public sealed class DecidedSilo(SmallWorld world) : IAsyncLifetime
{
    private readonly TempDirectory _data = new();

    public SmallWorld World => world;

    public string Data => _data.File("data");

    public SiloHost Silo { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public WorldModelClient Client { get; private set; } = null!;

    /// <summary>Decisions answered one by one.</summary>
    public List<(string Consumer, DecisionAnswer Answer)> Singles { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Silo = await SiloHost.Start(world.Options(_data) with { SnapshotBytes = 4096 });
        Http.BaseAddress = Silo.Url;
        Client = new WorldModelClient(Http);
        await Client.PutConsumersAsync(world.Profiles);
        await using var lines = File.OpenRead(world.EventsPath);
        await Client.SendEventLinesAsync(lines);
        await Client.CreateCampaignAsync(
            CampaignFlow.Campaign() with { BudgetPerConsumer = .05, Holdout = .1, Explore = .3 });
        await Client.AllocateAsync("spring");
        await Client.WaitAsync("spring", "allocated");
        await Decide(0, 40);
        await Client.DecideCampaignAsync("spring");
        await Client.WaitAsync("spring", "decided");
        await Decide(30, 96);
        await Deliver();
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        Http.Dispose();
        _data.Dispose();
    }

    /// <summary>A copy of the data folder as a killed process would leave it.</summary>
    internal TempDirectory Copy()
    {
        var copy = new TempDirectory();
        foreach (var file in Directory.EnumerateFiles(Data, "store.db*"))
            File.Copy(file, copy.File(Path.GetFileName(file)));
        Directory.CreateDirectory(copy.File(ModelFolder.FolderName));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Data, ModelFolder.FolderName)))
            File.Copy(file, copy.File(Path.Combine(ModelFolder.FolderName, Path.GetFileName(file))));
        return copy;
    }

    /// <summary>
    /// Changes one byte of the first single decision for a push in a copy, with or without a right checksum; answers
    /// its id.
    /// </summary>
    internal static string Tamper(TempDirectory copy, bool withChecksum)
    {
        using var connection = new SqliteConnection($"Data Source={copy.File(StoreDatabase.FileName)};Pooling=False");
        connection.Open();
        foreach (var table in (string[])["history", "frames"])
        {
            using var read = connection.CreateCommand();
            read.CommandText = $"""
                SELECT f.grain, g.key, f.sequence, f.bytes FROM {table} f JOIN grains g ON g.id = f.grain
                WHERE g.kind = 'shard' ORDER BY f.grain, f.sequence
                """;
            using var rows = read.ExecuteReader();
            while (rows.Read())
            {
                var bytes = rows.GetFieldValue<byte[]>(3);
                if (Alter(bytes) is not { } decision)
                    continue;
                var (shard, sequence) = (GrainAddress.Shard(int.Parse(rows.GetString(1))), rows.GetInt64(2));
                var crc = withChecksum ? (long)FrameChecksum.Of(shard, sequence, bytes) : (long?)null;
                Write(connection, table, rows.GetInt64(0), sequence, bytes, crc);
                return decision;
            }
        }
        throw new InvalidOperationException("no decision for a push in the journal");
    }

    private static string? Alter(byte[] frame)
    {
        for (int at = 0; at < frame.Length; at = Frame.RecordStart(at) + Frame.RecordLength(frame, at))
        {
            var record = frame.AsSpan(Frame.RecordStart(at), Frame.RecordLength(frame, at));
            if (record[0] != ShardRecords.Decision)
                continue;
            // The reply begins with the decision's id, 32 digits behind their length, and the treatment.
            int place = record.IndexOf("\x04push"u8);
            if (place < 33 || record[place - 33] != 32)
                continue;
            var id = System.Text.Encoding.Latin1.GetString(record.Slice(place - 32, 32));
            if (!id.All(char.IsAsciiHexDigitLower))
                continue;
            record[place + 4] = (byte)'k';
            return id;
        }
        return null;
    }

    private static void Write(
        SqliteConnection connection, string table, long grain, long sequence, byte[] bytes, long? crc)
    {
        using var write = connection.CreateCommand();
        write.CommandText = $"""
            UPDATE {table} SET bytes = $bytes, crc = coalesce($crc, crc) WHERE grain = $grain AND sequence = $sequence
            """;
        write.Parameters.AddWithValue("$bytes", bytes);
        write.Parameters.AddWithValue("$crc", (object?)crc ?? DBNull.Value);
        write.Parameters.AddWithValue("$grain", grain);
        write.Parameters.AddWithValue("$sequence", sequence);
        Assert.Equal(1, write.ExecuteNonQuery());
    }

    private async Task Decide(int from, int to)
    {
        foreach (var consumer in world.Ids.Skip(from).Take(to - from))
        {
            var item = new DecisionItem($"{from}-{consumer}", "spring", consumer);
            Singles.Add((consumer, await Client.DecideAsync(item)));
        }
    }

    private async Task Deliver()
    {
        var given = Singles.Where(one => one.Answer.Treatment != "none" && one.Answer.Reason!.Code != "standing")
            .DistinctBy(one => one.Answer.DecisionId).Take(6).ToList();
        var result = await Client.SendEventsAsync([.. given.Select((one, i) => new EventItem(
            $"told-{i}", one.Consumer, world.Today, "delivery", Decision: one.Answer.DecisionId,
            Status: i % 3 == 2 ? "failed" : "delivered"))]);
        Assert.Equal(0, result.RefusedTotal);
    }
}
