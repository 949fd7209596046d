using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests;

/// <summary>
/// The bytes of a shard's records, as written down in records.txt. A journal outlives the code that wrote it: what
/// stands there must be read for ever, and a change of what is written needs a new version.
/// </summary>
public sealed class RecordTests
{
    private static readonly byte[] OfAModel = [ShardRecords.EstimateSlice, ShardRecords.Decision];

    [Fact]
    public void What_happens_is_written_in_the_bytes_written_down()
    {
        var actual = Scenario(new MemoryStore()).Select(Convert.ToHexStringLower).ToArray();
        var path = Checkout.File("tests/Grains.Tests/records.txt");
        var expected = File.ReadAllLines(path);
        if (!actual.SequenceEqual(expected))
            File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "records.actual.txt"), actual);
        Assert.Equal(expected.Where(IsFixed), actual.Where(IsFixed));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20, 21, 22], expected.Select(Kind).Distinct().Order());
    }

    [Theory]
    [InlineData("records.txt")]
    [InlineData("records.5.txt")]
    [InlineData("records.6.txt")]
    public void What_was_written_down_is_still_read(string file)
    {
        var lines = File.ReadLines(Checkout.File($"tests/Grains.Tests/{file}")).Select(Convert.FromHexString);
        var shard = new TestHost(new MemoryStore(), Worlds.Make(), 1, 1).Inside(0);
        foreach (var record in lines.Where(line => line[0] != ShardRecords.Snapshot)) shard.Apply(record);
        Check(shard.State);
    }

    [Fact]
    public void A_snapshot_of_version_5_is_still_read_and_takes_whatever_comes_under_its_ids_for_a_repeat()
    {
        var lines = File.ReadLines(Checkout.File("tests/Grains.Tests/records.5.txt"));
        var snapshot = Convert.FromHexString(lines.Last());
        Assert.Equal((ShardRecords.Snapshot, 5), (snapshot[0], snapshot[1]));
        var world = Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(3);
        var host = new TestHost(new MemoryStore(), world, 1, 1);
        host.Inside(0).Restore(snapshot);
        Check(host.Inside(0).State);
        var another = Worlds.Event("b", "x", 3, 1);
        Assert.Equal(1, host.Ask(() => host.Shard(0).Observe(new ObserveBatch([another]))).Repeated);
    }

    private static void Check(ShardState state)
    {
        var ids = Enumerable.Range(0, state.Rows.Count).Select(row => state.Rows.Ids[row]);
        Assert.Equal(["x", "y", null, "late"], ids);
        Assert.Equal(Worlds.Start.AddDays(3).DayNumber, state.LastDay);
        Assert.Equal(Worlds.Start.AddDays(3), state.Rows[0].LastEvent);
        Assert.Equal(1, state.Rows[1].Attributes[1]);
        Assert.Equal(5, state.Rows[0].Attributes[0]);
        Assert.Equal(StateEvent.TakenBack, state.Rows.Events.Find(0, EventHash.Of("a"))!.Value.Slot);
        var columns = state.Campaigns["spring"];
        Assert.Equal((3, 3, 3), (columns.Rows, columns.Estimated, columns.Decided));
        Assert.Equal(.25, columns.Rule!.ShadowPrice);
        Assert.Equal((1, 1, .25), (columns.Round, columns.Number + 1, columns.Price));
        Assert.Equal((0, 1), (state.Requests.Count, state.Claims.Count));
        Assert.True(state.Lists.Contains("autumn", EventHash.Of("nobody")));
        Assert.False(state.Lists.Contains("autumn", EventHash.Of("x")));
        Assert.True(state.Campaigns["summer"].IsClosed);
        var lease = state.Leases.Lease("pool")!;
        Assert.Equal((0, 0), (lease.Reserved, lease.Unspent));
        Assert.True(lease.Released > 0 && lease.Released == lease.Granted);
        Assert.Equal(ReservationState.Expired, Assert.Single(state.Leases.Reservations).State);
        Assert.Equal((1, true), (lease.Stop.Number, lease.Stop.Stopped));
    }

    /// <summary>One of everything that a shard writes.</summary>
    private static IReadOnlyList<byte[]> Scenario(MemoryStore store)
    {
        var world = Worlds.Make();
        world.Clock.Today = Worlds.Start.AddDays(3);
        var host = new TestHost(store, world, 1, 6);
        var spec = Worlds.Spec(budget: 100) with { Holdout = 0, Explore = 0 };
        var order = new DecideOrder("spring", .25, new IncrementMark(.25, ConsumerHash.Of("x"), 1),
            [new FillBand(new IncrementMark(.2, ConsumerHash.Of("y"), 0), 1_000_000)]);
        Assert.True(host.Run(async () =>
        {
            await host.GoLive();
            await host.Allocator("pool").SetBudget(100_000_000);
            var shard = host.Shard(0);
            await shard.Observe(new ObserveBatch([Worlds.Event("a", "x", 1), Worlds.Event("b", "x", 3, 2)]));
            await shard.Observe(new ObserveBatch([
                Worlds.Reversal("r", Worlds.Event("a", "x", 1), Worlds.Start.AddDays(3)),
                Worlds.Profile("p", "x", Worlds.Start.AddDays(2), 5),
                Worlds.Profile("q", "v", Worlds.Start.AddDays(2), 6)]));
            await shard.Forget("v");
            AttributeValue[] attributes = [new("store", "7"), new("loyalty", "1"), new("age", "33.5")];
            ProfileMessage[] profiles = [new("y", attributes), new("z", [])];
            await shard.PutProfiles(new ProfileBatch(profiles));
            await shard.Forget("z");
            await shard.Observe(new ObserveBatch([Worlds.Event("c", "w", 2, 1)]));
            await shard.Estimate(new EstimateOrder(spec, world.Models[0].Hash, world.Clock.Today, 1));
            await shard.Decide(order);
            await shard.Forget("w");
            await shard.PutProfiles(new ProfileBatch([new ProfileMessage("w", []), new ProfileMessage("late", [])]));
            await shard.Forget("w");
            await shard.PutAudience(new AudienceBatch("autumn", ["x", "nobody"], true));
            await shard.PutAudience(new AudienceBatch("autumn", ["x"], false));
            await shard.Claim(new ClaimBatch([new DecisionRequest("r", "spring", "late", null)], true));
            await shard.DecideOne(new DecisionRequest("r", "spring", "late", null));
            world.Clock.Today = world.Clock.Today.AddDays(1);
            await shard.Sweep();
            await shard.Recall(new RecallRequest(new RecallOrder("pool", 1, true), 0, DateTimeOffset.MinValue));
            world.Clock.Today = world.Clock.Today.AddDays(2);
            await shard.Claim(new ClaimBatch([new DecisionRequest("s", "spring", "x", ["push"])], true));
            await shard.Close(new CloseOrder(Worlds.Spec("summer")));
        }));
        return store.RecordsOf(GrainAddress.Shard(0));
    }

    private static int Kind(string line) => Convert.FromHexString(line)[0];

    private static bool IsFixed(string line) => !OfAModel.Contains((byte)Kind(line));
}
