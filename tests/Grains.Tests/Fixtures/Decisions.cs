using System.Text.Json;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests.Fixtures;

/// <summary>A host whose consumers have a history, and what a campaign's owner and an engine ask of it.</summary>
internal sealed class Decisions
{
    public const int Consumers = 40;
    public const int Shards = 2;

    private readonly MemoryStore _store = new();
    private readonly World _world;
    private int _requests;

    public Decisions(ulong seed = 1, int remembered = 4096)
    {
        var world = Worlds.Make();
        _world = new World
        {
            Schema = world.Schema,
            Models = world.Models,
            Limits = world.Limits with { RememberedRequests = remembered },
        };
        _world.Clock.Today = Worlds.Start.AddDays(10);
        Host = new TestHost(_store, _world, Shards, seed);
        Assert.True(Host.Run(async () =>
        {
            await Host.GoLive();
            await Host.PutProfiles(Worlds.Profiles(Consumers));
            await Host.Observe(Worlds.Events(Consumers, 10));
        }));
    }

    public TestHost Host { get; private set; }

    public MemoryStore Store => _store;

    public TestClock Clock => _world.Clock;

    /// <summary>Everybody's treatments compete for the same money: nobody is held out or explores.</summary>
    public static CampaignSpec Plain(string id = "spring") =>
        Worlds.Spec(id, budget: 1000) with { Holdout = 0, Explore = 0 };

    public CampaignStatus Reach(CampaignSpec spec, string stage) =>
        Host.Ask(() => new ValueTask<CampaignStatus>(Host.Reach(spec, stage)));

    public CampaignReply Request(string campaign, string stage, DateOnly? day = null)
    {
        var reply = Host.Ask(() => Host.Campaign(campaign).Request(stage, day));
        Assert.True(Host.Run(() => Host.Work()));
        return reply;
    }

    public CampaignStatus Status(string campaign) => Host.Ask(() => Host.Campaign(campaign).Status()).Status!;

    public CampaignStatus Close(string campaign)
    {
        Assert.Null(Host.Ask(() => Host.Campaign(campaign).Close()).Problem);
        Assert.True(Host.Run(() => Host.Work()));
        return Status(campaign);
    }

    public DecisionReply Decide(string campaign, int consumer, params string[] eligible) => Decide(new DecisionRequest(
        $"request-{_requests++}", campaign, Worlds.Consumer(consumer), eligible.Length == 0 ? null : eligible));

    public DecisionReply Decide(DecisionRequest request) =>
        Host.Ask(() => Host.Shard(Host.ShardOf(request.Consumer)).DecideOne(request));

    public DecisionReply[] DecideAll(string campaign) =>
        [.. Enumerable.Range(0, Consumers).Select(consumer => Decide(campaign, consumer))];

    public CampaignDecision[] Scanned(string campaign) =>
        Host.Ask(() => new ValueTask<CampaignDecision[]>(Host.Decisions(campaign)));

    public PoolStatus Pool => Host.Ask(() => Host.Allocator("pool").Status());

    public void Tomorrow(int days = 1) => Clock.Today = Clock.Today.AddDays(days);

    /// <summary>The process starts anew over what was durable.</summary>
    /// <param name="seed">Of the order of its turns.</param>
    public void Restart(ulong seed = 4) => Host = new TestHost(_store, _world, Shards, seed);

    /// <summary>A replay of all records, and one from a snapshot, give the same bytes; it starts anew.</summary>
    public void Recover()
    {
        Host.Run(() => Task.CompletedTask);
        var before = Bytes(Host);
        Assert.Equal(before, Bytes(new TestHost(_store, _world, Shards, 2)));
        Host.SnapshotAll();
        Host = new TestHost(_store, _world, Shards, 3);
        Assert.Equal(before, Bytes(Host));
    }

    public static string Text(DecisionReply reply) => JsonSerializer.Serialize(reply);

    private static string[] Bytes(TestHost host) => [.. Enumerable.Range(0, Shards).Select(shard =>
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        host.Inside(shard).Snapshot(bytes);
        return Convert.ToHexString(bytes.WrittenSpan);
    })];
}
