using System.Text;
using System.Text.Json;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests.Resharding;

/// <summary>
/// A life of a store, in two halves: what fills it with everything that a shard may hold, and what is asked of it
/// afterwards. What is answered does not hang on the number of shards, so the second half may run on another number.
/// </summary>
internal sealed class ReshardScript
{
    private const int Consumers = 40;
    private const string Spring = "spring";

    private readonly List<(DecisionRequest Request, string Answer)> _asked = [];
    private readonly List<DecisionReply> _open = [];
    private readonly ConsumerEventMessage[] _events = Worlds.WithChanges(Worlds.Events(Consumers, 10));
    private int _told;

    public ReshardScript()
    {
        var world = Worlds.Make();
        World = new World
        {
            Schema = world.Schema,
            Models = world.Models,
            Limits = world.Limits with { RememberedRequests = 4096 },
        };
        World.Clock.Today = Worlds.Start.AddDays(10);
    }

    public World World { get; }

    /// <summary>What the second half was answered.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Every consumer ever named.</summary>
    public static IEnumerable<string> Everybody => Enumerable.Range(0, Consumers + 8).Select(Worlds.Consumer);

    public async Task Fill(TestHost host)
    {
        await host.GoLive(1);
        await host.GoLive();
        Assert.Null((await host.Model(SharedModel.DefaultName).Shadow(World.Models[1].Hash)).Problem);
        await host.PutProfiles(Worlds.Profiles(Consumers));
        await host.Observe(_events);
        // A campaign that comes first in some shards and last in others: its number is another in each.
        await Close(host, shard => shard % 2 == 1);
        await host.Reach(Worlds.Spec("over", budget: 20) with { Pool = "other" }, CampaignStage.Decided);
        await List(host, "club", [.. Enumerable.Range(0, 20).Select(Worlds.Consumer), "never-seen", "nor-this"]);
        await host.Reach(Worlds.Spec("club") with { AudienceList = true, Pool = "club" }, CampaignStage.Decided);
        await host.Reach(Worlds.Spec(Spring, budget: 1000) with { Explore = .3 }, CampaignStage.Allocated);
        await host.PutProfiles(Worlds.Profiles(Consumers + 6)[Consumers..]);
        foreach (var consumer in (int[])[.. Enumerable.Range(0, 14), Consumers, Consumers + 1, Consumers + 7])
            await Ask(host, consumer);
        await Tell(host, 3, "delivered", .01);
        await Tell(host, 1, "failed", null);
        Assert.Null((await host.Campaign(Spring).Request(CampaignStage.Decided, null)).Problem);
        await host.Work();
        Assert.Null((await host.Campaign("over").Close()).Problem);
        await host.Work();
        foreach (var id in (string[])["consumer-7", "consumer-30"])
            Assert.True((await host.Shard(host.ShardOf(id)).Forget(id)).Existed);
        await host.PutProfiles(Worlds.Profiles(Consumers + 7)[^1..]);
        await Close(host, shard => shard % 2 == 0);
        await Sweep(host);
    }

    /// <summary>Decisions that were answered before, and what comes next: the same day, and the day after.</summary>
    public async Task GoOn(TestHost host)
    {
        await Report(host);
        foreach (var (request, answer) in _asked)
        {
            var other = await Claim(host, request with { Consumer = "somebody-else" });
            Assert.Equal(ProblemCode.Conflict, other?.Code);
            Assert.Null(await Claim(host, request));
            if (request.Consumer != "consumer-7") Assert.Equal(answer, Text(await Decide(host, request)));
        }

        var repeated = 0;
        foreach (var e in _events.Where(e => e.Consumer is not ("consumer-7" or "consumer-30")))
            repeated += (await host.Shard(host.ShardOf(e.Consumer)).Observe(new ObserveBatch([e]))).Repeated;
        Said.Add($"{repeated} events repeated");
        await Tell(host, 2, "delivered", null);
        for (var consumer = 14; consumer < 30; consumer++) await Ask(host, consumer);
        World.Clock.Today = World.Clock.Today.AddDays(1);
        await Sweep(host);
        await Sweep(host);
        await host.Observe([.. Worlds.Events(Consumers, 3, seed: 9)
            .Select(e => e with { Id = "n" + e.Id, Day = World.Clock.Today })]);
        for (var consumer = 30; consumer < Consumers + 6; consumer++) await Ask(host, consumer);
        World.Clock.Today = World.Clock.Today.AddDays(1);
        await Sweep(host);
        foreach (var campaign in (string[])[Spring, "club"])
        {
            Assert.Null((await host.Campaign(campaign).Request(CampaignStage.Estimated, World.Clock.Today)).Problem);
            Assert.Null((await host.Campaign(campaign).Request(CampaignStage.Decided, null)).Problem);
            await host.Work();
            Said.Add(Text((await host.Decisions(campaign)).Where(decision => decision.Consumer != "consumer-7")));
        }

        await Report(host);
    }

    /// <summary>Money of the pools as all shards together have it.</summary>
    public static async Task<string> Money(TestHost host)
    {
        var text = new StringBuilder();
        foreach (var pool in (string[])["pool", "other", "club"])
        {
            var book = host.Inside(pool);
            text.AppendLine($"{book.Status} {book.Members.Count} {book.Price}");
            foreach (var (campaign, money) in book.Campaigns)
                text.AppendLine($"  {campaign} {money.Reserved} {money.Committed}");
            var leases = Enumerable.Range(0, host.ShardCount)
                .Select(shard => host.Inside(shard).State.Leases.Lease(pool)).OfType<PoolLease>().ToList();
            text.AppendLine($"  {leases.Sum(lease => lease.Granted)} {leases.Sum(lease => lease.Committed)} "
                + $"{leases.Sum(lease => lease.Released)} {leases.Sum(lease => lease.Refunded)} "
                + $"{leases.Sum(lease => lease.Reserved)}");
            text.AppendLine($"  {book.Shards.Values.Sum(account => account.Held)}");
        }

        await Task.CompletedTask;
        return text.ToString();
    }

    /// <summary>All that a store holds of a consumer.</summary>
    public static string Sheet(TestHost host, string consumer)
    {
        var state = host.Inside(host.ShardOf(consumer)).State;
        var row = state.Rows.Find(consumer);
        if (row < 0) return $"{consumer}: unknown";
        var writer = new RecordWriter();
        writer.Ints(state.Rows.States[row]);
        foreach (var (id, e, print) in state.Rows.Events.Of(row))
        {
            writer.UInt128(id);
            writer.String($"{e} {print}");
        }

        var names = state.Campaigns.Values.ToDictionary(columns => columns.Number, columns => columns.Spec.Id);
        foreach (var contact in state.Contacts.Of(row))
            writer.String($"{names[contact.Campaign]} {contact.Day} {contact.Option} {contact.IsScan}");
        foreach (var (id, columns) in state.Campaigns)
        {
            writer.String($"{id} {columns.Round} {columns.Model} {columns.Day} {columns.IsClosed} {columns.Price}");
            writer.String($"{columns.Choice(row)} {columns.ChoiceDay(row)} {state.IsInAudience(columns.Terms, row)}");
            var isIn = row < columns.Rows && columns.Group(row) != CampaignGroup.Outside;
            if (isIn) writer.String($"{columns.Group(row)} {columns.Untreated(row)}");
            if (isIn && EstimateRecord.HasValues(columns.Group(row)))
                writer.String(string.Join(' ', columns.Values(row).ToArray()));
            if (state.Measures[id].IsIn(row)) state.Measures[id].WriteRow(row, writer);
        }

        var kept = state.Leases.Reservations.Where(known => known.Consumer == Schema.ConsumerHash.Of(consumer));
        foreach (var known in kept.OrderBy(known => known.Decision)) writer.String(known.ToString());
        return $"{consumer}: {Convert.ToHexString(writer.Written)}";
    }

    private async Task Ask(TestHost host, int consumer)
    {
        var request = Client.Request($"request-{_asked.Count}", consumer);
        Assert.Null(await Claim(host, request));
        var reply = await Decide(host, request);
        Assert.Null(reply.Problem);
        _asked.Add((request, Text(reply)));
        Said.Add(Text(reply with { Budget = null }));
        if (reply.Treatment != "none" && reply.ReasonCode != "standing") _open.Add(reply);
    }

    /// <summary>Reports what became of the first decisions that nothing was said of.</summary>
    private async Task Tell(TestHost host, int count, string status, double? cost)
    {
        foreach (var reply in _open.Take(count).ToArray())
        {
            var consumer = _asked.First(one => one.Answer.Contains(reply.DecisionId, StringComparison.Ordinal))
                .Request.Consumer;
            var told = await host.Shard(host.ShardOf(consumer)).Observe(new ObserveBatch([new ConsumerEventMessage(
                $"told-{_told++}", consumer, World.Clock.Today, "delivery", null, null, null,
                Decision: reply.DecisionId, Status: status, Cost: cost)]));
            Said.Add(Text(told));
            Assert.Empty(told.Refused);
            _open.Remove(reply);
        }
    }

    private async Task Report(TestHost host)
    {
        foreach (var campaign in (string[])[Spring, "over", "club"])
            Said.Add(Text(await host.Campaign(campaign).Report()));
    }

    private static async Task List(TestHost host, string campaign, string[] members)
    {
        foreach (var part in members.GroupBy(host.ShardOf))
            await host.Shard(part.Key).PutAudience(new AudienceBatch(campaign, [.. part], true));
    }

    private static async Task Close(TestHost host, Func<int, bool> isAsked)
    {
        foreach (var shard in Enumerable.Range(0, host.ShardCount).Where(isAsked))
            Assert.Null((await host.Shard(shard).Close(new CloseOrder(Worlds.Spec("tiny")))).Problem);
    }

    private static async Task Sweep(TestHost host)
    {
        for (var shard = 0; shard < host.ShardCount; shard++) Assert.Null((await host.Shard(shard).Sweep()).Problem);
    }

    private static async Task<Problem?> Claim(TestHost host, DecisionRequest request) =>
        (await host.Shard(host.ShardOf(request.RequestId)).Claim(new ClaimBatch([request], true))).Problems[0];

    private static Task<DecisionReply> Decide(TestHost host, DecisionRequest request) =>
        host.Shard(host.ShardOf(request.Consumer)).DecideOne(request).AsTask();

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);
}
