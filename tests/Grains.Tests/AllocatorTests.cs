using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;
using WorldModel.Grains.Tests.Host;

namespace WorldModel.Grains.Tests;

/// <summary>
/// The money of a pool: whatever is asked, in whatever order, it never holds less than it has promised.
/// </summary>
public sealed class AllocatorTests
{
    [Fact]
    public void Reservations_leases_and_commitments_never_exceed_the_budget()
    {
        for (var seed = 0UL; seed < 30; seed++)
        {
            var store = new MemoryStore();
            var world = Worlds.Make();
            var random = new WorldModel.Numerics.RandomStream(seed, 1);
            var host = new TestHost(store, world, 1, seed);
            for (var step = 0; step < 60; step++)
            {
                var (name, amount) = ($"c{random.NextInt(3)}", (long)random.NextInt(400));
                var pool = host.Allocator("p");
                switch (random.NextInt(5))
                {
                    case 0: host.Ask(() => pool.SetBudget(amount * 4)); break;
                    case 1: host.Ask(() => pool.Reserve(new ReserveRequest(name, amount))); break;
                    case 2: host.Ask(() => pool.Lease(new LeaseRequest($"l{random.NextInt(20)}", 0, amount))); break;
                    case 3: host.Ask(() => pool.Commit(new CommitRequest(name, random.NextInt(4), amount))); break;
                    default: host = new TestHost(store, world, 1, seed + (ulong)step); break;
                }

                var status = host.Ask(() => host.Allocator("p").Status());
                Assert.True(status.RemainingMicros >= 0, $"seed {seed}, step {step}: {status}");
                Assert.True(status is { ReservedMicros: >= 0, LeasedMicros: >= 0, CommittedMicros: >= 0 });
            }
        }
    }

    [Fact]
    public void A_lease_asked_twice_under_its_id_is_granted_once()
    {
        var host = NewHost(100);
        Assert.Equal(60, Lease(host, "a", 60).GrantedMicros);
        Assert.Equal(60, Lease(host, "a", 60).GrantedMicros);
        Assert.Equal(40, Lease(host, "b", 60).GrantedMicros);
        Assert.Equal(0, Lease(host, "c", 60).GrantedMicros);
        Assert.Equal(100, host.Ask(() => host.Allocator("p").Status()).LeasedMicros);
    }

    [Fact]
    public void A_commitment_counts_once_a_shard_and_draws_on_its_reservation()
    {
        var host = NewHost(100);
        Assert.Null(host.Ask(() => host.Allocator("p").Reserve(new ReserveRequest("c", 80))).Problem);
        for (var repeat = 0; repeat < 2; repeat++)
            Assert.Null(host.Ask(() => host.Allocator("p").Commit(new CommitRequest("c", 0, 30))).Problem);
        var status = host.Ask(() => host.Allocator("p").Commit(new CommitRequest("c", 1, 40))).Status;
        Assert.Equal((10, 70, 20), (status.ReservedMicros, status.CommittedMicros, status.RemainingMicros));
        Assert.Equal(ProblemCode.Conflict,
            host.Ask(() => host.Allocator("p").Commit(new CommitRequest("c", 2, 31))).Problem?.Code);
        var end = host.Ask(() => host.Allocator("p").Reserve(new ReserveRequest("c", 0))).Status;
        Assert.Equal((0, 70, 30), (end.ReservedMicros, end.CommittedMicros, end.RemainingMicros));
    }

    [Fact]
    public void What_the_pool_cannot_keep_is_refused_and_names_the_field()
    {
        var host = NewHost(100);
        Lease(host, "a", 60);
        var reserve = host.Ask(() => host.Allocator("p").Reserve(new ReserveRequest("c", 41)));
        Assert.Equal((ProblemCode.Conflict, "micros"), (reserve.Problem?.Code, reserve.Problem?.Field));
        var budget = host.Ask(() => host.Allocator("p").SetBudget(59));
        Assert.Equal((ProblemCode.Invalid, "budget"), (budget.Problem?.Code, budget.Problem?.Field));
    }

    private static TestHost NewHost(long budget)
    {
        var host = new TestHost(new MemoryStore(), Worlds.Make(), 1, 1);
        Assert.Null(host.Ask(() => host.Allocator("p").SetBudget(budget)).Problem);
        return host;
    }

    private static LeaseReply Lease(TestHost host, string id, long micros) =>
        host.Ask(() => host.Allocator("p").Lease(new LeaseRequest(id, 0, micros)));
}
