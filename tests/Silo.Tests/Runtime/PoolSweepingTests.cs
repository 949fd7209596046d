using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Tests.Runtime;

/// <summary>Who is told of a pool's price, in which order, and what a failure costs the others.</summary>
public sealed class PoolSweepingTests
{
    private readonly HandTime _time = new();
    private readonly Pool _pool = new();
    private readonly PoolSweeping _sweeping;

    public PoolSweepingTests() => _sweeping = new PoolSweeping(_pool, _time, NullLogger.Instance);

    [Fact]
    public async Task One_campaign_that_fails_keeps_no_other_from_hearing()
    {
        _pool.Answer["autumn"] = _ => throw new InvalidOperationException("its journal cannot be read");
        await Sweep();
        Assert.Equal(["autumn", "spring", "summer"], _pool.Told);
    }

    [Fact]
    public async Task A_sweep_does_not_wait_for_a_search_and_no_second_is_begun_beside_it()
    {
        var search = new TaskCompletionSource<CampaignReply>();
        _pool.Answer["autumn"] = _ => search.Task;
        await _sweeping.Sweep("pool");
        await _sweeping.Sweep("pool");
        search.SetResult(new CampaignReply(null, null));
        await _sweeping.Ended();
        Assert.Equal(["autumn", "spring", "summer"], _pool.Told);
    }

    [Fact]
    public async Task What_was_too_little_is_searched_again_after_a_minute_or_when_the_money_is_another()
    {
        var problem = new Problem(ProblemCode.Invalid, "budget", "1", "at least 2");
        _pool.Answer["autumn"] = _ => Task.FromResult(new CampaignReply(null, problem));
        await Sweep();
        await Sweep();
        Assert.Equal(["autumn"], _pool.Told);
        _time.Pass(TimeSpan.FromMinutes(1));
        await Sweep();
        Assert.Equal(["autumn", "autumn"], _pool.Told);
        _pool.Answer.Clear();
        _pool.Budget++;
        await Sweep();
        Assert.Equal(["autumn", "autumn", "autumn", "spring", "summer"], _pool.Told);
    }

    private async Task Sweep()
    {
        Assert.Equal(_pool.Budget, (await _sweeping.Sweep("pool")).BudgetMicros);
        await _sweeping.Ended();
    }

    /// <summary>A pool of three campaigns that says what was asked of them.</summary>
    private sealed class Pool : IGrains
    {
        public List<string> Told { get; } = [];

        public Dictionary<string, Func<double?, Task<CampaignReply>>> Answer { get; } = [];

        public long Budget { get; set; } = 1;

        public int ShardCount => 1;

        public int ShardOf(string consumer) => 0;

        public IConsumerShard Shard(int number) => throw new NotSupportedException();

        public ISharedModel Model(string name) => throw new NotSupportedException();

        public ICampaign Campaign(string id) => Stub<ICampaign>.Of((method, arguments) =>
        {
            Assert.Equal(nameof(ICampaign.Reprice), method.Name);
            Told.Add(id);
            return new ValueTask<CampaignReply>(Answer.TryGetValue(id, out var answer)
                ? answer((double?)arguments[0])
                : Task.FromResult(new CampaignReply(null, null)));
        });

        public IAllocator Allocator(string pool) => Stub<IAllocator>.Of((method, _) =>
        {
            Assert.Equal(nameof(IAllocator.Sweep), method.Name);
            return ValueTask.FromResult(new PoolSweep(
                new PoolStatus(pool, Budget, 0, 0, 0), null, ["autumn", "spring", "summer"]));
        });
    }

    /// <summary>A grain of which a test answers the calls.</summary>
    private class Stub<TGrain> : DispatchProxy
        where TGrain : class
    {
        private Func<MethodInfo, object?[], object> _answer = null!;

        public static TGrain Of(Func<MethodInfo, object?[], object> answer)
        {
            var stub = Create<TGrain, Stub<TGrain>>();
            ((Stub<TGrain>)(object)stub)._answer = answer;
            return stub;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments) =>
            _answer(method!, arguments ?? []);
    }
}
