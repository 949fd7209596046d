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
                    case 2: Lease(host, random.NextInt(4), 0, amount); break;
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
    public void A_grant_whose_answer_was_lost_is_answered_again_and_not_given_again()
    {
        var host = NewHost(100);
        Assert.Equal(60, Lease(host, 0, 0, 60).GrantedMicros);
        Assert.Equal(60, Lease(host, 0, 0, 60).GrantedMicros);
        Assert.Equal(100, Lease(host, 0, 60, 60).GrantedMicros);
        Assert.Equal(ProblemCode.NoBudget, Lease(host, 1, 0, 60).Problem?.Code);
        Assert.Equal(100, Status(host).LeasedMicros);
    }

    [Fact]
    public void Totals_of_a_shard_never_go_back_and_free_what_was_released()
    {
        var host = NewHost(100);
        Lease(host, 3, 0, 60);
        Settle(host, new SettleRequest(3, Epoch, 60, 20, 10, 0));
        Assert.Equal((30, 20, 50), Money(host));
        Settle(host, new SettleRequest(3, Epoch, 60, 5, 0, 0));
        Assert.Equal((30, 20, 50), Money(host));
        Settle(host, new SettleRequest(3, Epoch, 60, 20, 40, 7));
        Assert.Equal((0, 13, 87), Money(host));
        var impossible = Settle(host, new SettleRequest(3, Epoch, 60, 30, 40, 7));
        Assert.Equal((ProblemCode.Invalid, "committedMicros"), (impossible.Problem?.Code, impossible.Problem?.Field));
        Assert.Equal((0, 13, 87), Money(host));
    }

    [Fact]
    public void What_an_earlier_start_of_a_shard_says_is_refused()
    {
        var host = NewHost(100);
        Lease(host, 3, 0, 60);
        Settle(host, new SettleRequest(3, Epoch + 1, 60, 20, 0, 0));
        var late = Settle(host, new SettleRequest(3, Epoch, 60, 20, 40, 0));
        Assert.Equal((ProblemCode.Fenced, "epoch"), (late.Problem?.Code, late.Problem?.Field));
        Assert.Equal(ProblemCode.Fenced, Lease(host, 3, 60, 10).Problem?.Code);
        Assert.Equal((40, 20, 40), Money(host));
    }

    [Fact]
    public void A_lease_that_has_ended_stays_with_its_shard_until_that_gives_it_back()
    {
        var host = NewHost(100);
        Lease(host, 3, 0, 60);
        host.World.Clock.Today = host.World.Clock.Today.AddDays(30);
        Assert.Equal(40, Lease(host, 1, 0, 100).GrantedMicros);
        Assert.Equal(ProblemCode.NoBudget, Lease(host, 1, 40, 100).Problem?.Code);
        Settle(host, new SettleRequest(3, Epoch + 1, 60, 0, 60, 0));
        Assert.Equal(100, Lease(host, 1, 40, 100).GrantedMicros);
    }

    [Fact]
    public void A_pace_bounds_what_is_granted_in_a_window_and_begins_anew_with_the_next()
    {
        var host = NewHost(100);
        Assert.Null(host.Ask(() => host.Allocator("p").SetTerms(100, new PoolPace(30, PoolWindow.Day))).Problem);
        Assert.Equal(30, Lease(host, 0, 0, 60).GrantedMicros);
        Assert.Equal(ProblemCode.Pace, Lease(host, 0, 30, 60).Problem?.Code);
        Assert.Equal(ProblemCode.Conflict,
            host.Ask(() => host.Allocator("p").Reserve(new ReserveRequest("c", 1))).Problem?.Code);
        Settle(host, new SettleRequest(0, Epoch, 30, 25, 0, 0));
        Assert.Equal(ProblemCode.Pace, Lease(host, 0, 30, 60).Problem?.Code);

        // What was lent and not spent yesterday is part of what may be spent today.
        host.World.Clock.Today = host.World.Clock.Today.AddDays(1);
        Assert.Equal(55, Lease(host, 0, 30, 60).GrantedMicros);
        host = new TestHost(host.Store, host.World, 1, 1);
        Assert.Equal(ProblemCode.Pace, Lease(host, 0, 55, 60).Problem?.Code);
        Assert.Null(host.Ask(() => host.Allocator("p").SetTerms(100, null)).Problem);
        Assert.Equal(100, Lease(host, 0, 55, 60).GrantedMicros);
    }

    [Fact]
    public void A_pace_without_sense_is_refused_and_names_the_field()
    {
        var host = NewHost(100);
        var per = host.Ask(() => host.Allocator("p").SetTerms(100, new PoolPace(30, "week"))).Problem;
        Assert.Equal(("pace.per", "week"), (per?.Field, per?.Value));
        var amount = host.Ask(() => host.Allocator("p").SetTerms(100, new PoolPace(-1, PoolWindow.Day))).Problem;
        Assert.Equal("pace.amount", amount?.Field);
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
        Lease(host, 0, 0, 60);
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

    private const long Epoch = 1;

    private static LeaseReply Lease(TestHost host, int shard, long known, long micros) =>
        host.Ask(() => host.Allocator("p").Lease(new LeaseRequest(shard, Epoch, known, micros)));

    private static LeaseReply Settle(TestHost host, SettleRequest request) =>
        host.Ask(() => host.Allocator("p").Settle(request));

    private static PoolStatus Status(TestHost host) => host.Ask(() => host.Allocator("p").Status());

    private static (long Leased, long Committed, long Remaining) Money(TestHost host) =>
        Status(host) is var status ? (status.LeasedMicros, status.CommittedMicros, status.RemainingMicros) : default;
}
