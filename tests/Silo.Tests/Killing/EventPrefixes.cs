using System.Security.Cryptography;
using System.Text.Json;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Api;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>
/// Every state that a shard goes through when it is given all attributes and then its events of the file one by one.
/// A store's shard must be in one of them, whole: which one says how many events it holds.
/// </summary>
internal sealed class EventPrefixes
{
    public const int Shards = 8;

    private readonly Dictionary<string, int>[] _eventsOf = [.. Enumerable.Range(0, Shards).Select(_ =>
        new Dictionary<string, int>())];

    // By event of the file: its shard.
    private readonly List<int> _shards = [];

    private EventPrefixes()
    {
    }

    public int Events => _shards.Count;

    public static async Task<EventPrefixes> Of(SmallWorld world)
    {
        var clock = new StreamClock();
        var services = new GrainServices(world.Schema, new Owners(), new ModelLibrary(), clock, new GrainLimits());
        var shards = Enumerable.Range(0, Shards).Select(n => new ConsumerShard(n, services, new NoJournal())).ToList();
        foreach (var profile in world.Profiles)
            await shards[ShardOf(profile.Consumer)].PutProfiles(new([new(profile.Consumer,
                [.. profile.Attributes!.Select(pair => new AttributeValue(pair.Key, pair.Value))])]));
        var prefixes = new EventPrefixes();
        var counts = new int[Shards];
        for (int shard = 0; shard < Shards; shard++)
            prefixes._eventsOf[shard].Add(Key(StoreContent.Snapshot(shards[shard])), 0);
        foreach (var e in Read(world))
        {
            clock.Show(e.Day);
            int shard = ShardOf(e.Consumer);
            var reply = await shards[shard].Observe(new([e]));
            Assert.Empty(reply.Refused);
            Assert.Equal(0, reply.Repeated);
            prefixes._shards.Add(shard);
            prefixes._eventsOf[shard].Add(Key(StoreContent.Snapshot(shards[shard])), ++counts[shard]);
        }
        return prefixes;
    }

    /// <summary>
    /// Events that each shard of a store holds. Fails where a shard is not as after some number of its events.
    /// </summary>
    public int[] Held(StoreContent store) => [.. Enumerable.Range(0, Shards).Select(shard =>
        _eventsOf[shard].TryGetValue(Key(store.Shard(shard)), out int events) ? events
        : throw new InvalidOperationException($"shard {shard} is not as after any number of its events"))];

    /// <summary>Of the file's first events, how many are each shard's.</summary>
    public int[] Among(int first)
    {
        var counts = new int[Shards];
        foreach (int shard in _shards.Take(first))
            counts[shard]++;
        return counts;
    }

    private static IEnumerable<ConsumerEventMessage> Read(SmallWorld world)
    {
        var parser = new EventParser(world.Schema);
        foreach (var line in File.ReadLines(world.EventsPath))
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(line));
            reader.Read();
            yield return parser.Read(ref reader, 0).Item!;
        }
    }

    private static int ShardOf(string consumer) => ConsumerHash.Shard(ConsumerHash.Of(consumer), Shards);

    private static string Key(byte[] state) => Convert.ToHexString(SHA256.HashData(state));

    /// <summary>Tells a shard which consumers are its own; there is nobody to ask for more.</summary>
    private sealed class Owners : IGrains
    {
        public int ShardCount => Shards;

        public int ShardOf(string consumer) => EventPrefixes.ShardOf(consumer);

        public IConsumerShard Shard(int number) => throw new NotSupportedException();

        public ISharedModel Model(string name) => throw new NotSupportedException();

        public ICampaign Campaign(string id) => throw new NotSupportedException();

        public IAllocator Allocator(string pool) => throw new NotSupportedException();
    }

    private sealed class NoJournal : IJournal
    {
        public long Epoch => 1;

        public CommitTicket Append(ReadOnlySpan<byte> record, WorkChange work = WorkChange.None) => CommitTicket.Kept;
    }
}
