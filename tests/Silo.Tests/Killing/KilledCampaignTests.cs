using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Tests.Api;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>
/// A silo is killed inside each stage of a campaign, more than once, and each time started on what the last one left.
/// The last one is given the whole file again while the campaign goes on by itself: decisions, state and money are to
/// the byte those of a run that nobody disturbed.
/// </summary>
public sealed class KilledCampaignTests(SmallWorld world, UndisturbedRun undisturbed, ITestOutputHelper output)
    : IClassFixture<UndisturbedRun>, IDisposable
{
    private const int Shards = EventPrefixes.Shards;
    private const int MostTries = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TempDirectory _directory = new();
    private string _data = "";
    private bool _isAsked;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(11)]
    public async Task Killed_inside_the_estimate(int seed)
    {
        var random = Begin(seed);
        foreach (bool isAfter in (bool[])[true, false])
        {
            var (seen, left) = await Live(new KillPoint(nameof(IConsumerShard.Estimate), random.Next(3, 40), isAfter));
            Assert.Equal(CampaignStage.Created, left.Campaign!.Stage);
            Assert.InRange(seen.Progress, 0.001, 0.999);
            Assert.InRange(left.Scan.Estimated, 1, left.Scan.Rows - 1);
        }
        await Finish();
    }

    [Theory]
    [InlineData(21)]
    public async Task Killed_inside_the_allocation(int seed)
    {
        var random = Begin(seed);
        for (int i = 0; i < 2; i++)
        {
            // All shards have answered so many rounds, and the next round is about to ask the first.
            int rounds = random.Next(2, 4);
            var (seen, left) = await Live(
                new KillPoint(nameof(IConsumerShard.Probe), rounds * Shards + 1, IsAfter: false));
            Assert.Equal(CampaignStage.Estimated, left.Campaign!.Stage);
            Assert.InRange(seen.Progress, 0, 0.999);
            Assert.Equal((left.Scan.Rows, 0), (left.Scan.Estimated, left.Priced));
        }
        int priced = random.Next(1, Shards);
        var (_, some) = await Live(new KillPoint(nameof(IConsumerShard.SetPrice), priced, IsAfter: true));
        Assert.Equal(CampaignStage.Estimated, some.Campaign!.Stage);
        Assert.Equal(priced, some.Priced);
        await Finish();
    }

    [Theory]
    [InlineData(31)]
    public async Task Killed_inside_the_decisions(int seed)
    {
        var random = Begin(seed);
        var (_, reserved) = await Live(new KillPoint(nameof(IAllocator.Reserve), 1, IsAfter: true));
        Assert.Equal((Spent, 0), (reserved.Pool!.ReservedMicros, reserved.Pool.CommittedMicros));
        Assert.Equal(0, reserved.Scan.Decided);

        foreach (bool isAfter in (bool[])[true, false])
        {
            var (seen, left) = await Live(new KillPoint(nameof(IConsumerShard.Decide), random.Next(3, 30), isAfter));
            Assert.Equal(CampaignStage.Allocated, left.Campaign!.Stage);
            Assert.InRange(seen.Progress, 0.001, 0.999);
            Assert.InRange(left.Scan.Decided, 1, left.Scan.Rows - 1);
        }

        int shards = random.Next(5, Shards);
        var (_, some) = await Live(new KillPoint(nameof(IAllocator.Commit), shards, IsAfter: true));
        Assert.Equal(CampaignStage.Allocated, some.Campaign!.Stage);
        Assert.InRange(some.Pool!.CommittedMicros, 1, Spent - 1);
        Assert.Equal(Spent, some.Pool.CommittedMicros + some.Pool.ReservedMicros);

        // What the campaign does last: it gives back what it had reserved and not spent.
        var (_, all) = await Live(new KillPoint(nameof(IAllocator.Reserve), 1, IsAfter: true));
        Assert.Equal(CampaignStage.Allocated, all.Campaign!.Stage);
        Assert.Equal((Spent, 0), (all.Pool!.CommittedMicros, all.Pool.ReservedMicros));
        await Finish();
    }

    [Theory]
    [InlineData(41, CampaignStage.Created)]
    [InlineData(42, CampaignStage.Allocated)]
    public async Task Killed_on_the_run_inside_a_scan(int seed, string stage)
    {
        var random = Begin(seed);
        for (int i = 0; i < MostTries; i++)
        {
            Use($"try-{i}");
            double from = 0.05 + 0.6 * random.NextDouble();
            using var silo = await Start(null);
            var seen = await Watch(silo.Client, stage, from);
            await silo.Kill();
            var left = await Look($"on the run, asked for {stage} from {from:P0}", seen);
            int scanned = stage == CampaignStage.Created ? left.Scan.Estimated : left.Scan.Decided;
            if (seen.Stage != stage || left.Campaign!.Stage != stage || scanned == left.Scan.Rows)
                continue;
            Assert.InRange(seen.Progress, 0.001, 0.999);
            Assert.InRange(scanned, 1, left.Scan.Rows - 1);
            await Finish();
            return;
        }
        Assert.Fail($"the scan was over before it was killed, {MostTries} times");
    }

    private long Spent => undisturbed.Ended.Pool!.CommittedMicros;

    private Random Begin(int seed)
    {
        output.WriteLine($"seed {seed}");
        Use("data");
        return new Random(seed);
    }

    /// <summary>Goes on in a directory of its own, in which everything is replayed and nothing asked.</summary>
    private void Use(string name)
    {
        _data = _directory.File(name);
        _isAsked = false;
        undisturbed.Copy(_data);
    }

    private async Task<SiloProcess> Start(KillPoint? point)
    {
        var silo = await SiloProcess.StartHalting(world, _data, point, Cancellation);
        if (_isAsked)
            return silo;
        _isAsked = true;
        await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign(), Cancellation);
        await silo.Client.DecideCampaignAsync("spring", Cancellation);
        return silo;
    }

    /// <summary>
    /// One life of a silo, to its kill; what the campaign showed last, and what the store was left with.
    /// </summary>
    private async Task<(CampaignInfo Seen, StoreContent Left)> Live(KillPoint point)
    {
        using var silo = await Start(point);
        await silo.Halted.WaitAsync(Patience, Cancellation);
        var seen = await silo.Client.CampaignAsync("spring", Cancellation);
        await silo.Kill();
        return (seen, await Look(point.ToString(), seen));
    }

    private async Task<StoreContent> Look(string moment, CampaignInfo seen)
    {
        var left = await StoreContent.Of(world, _data);
        output.WriteLine($"killed {moment}: {seen.Stage}, {seen.Progress:P1} of the work under way; left "
            + $"{left.Campaign?.Stage}, {left.Scan.Estimated} estimated and {left.Scan.Decided} decided of "
            + $"{left.Scan.Rows}, {left.Priced} shards priced, {left.Pool}");
        Assert.True(left.HasWork, "the store does not list the campaign's work");
        return left;
    }

    private static async Task<CampaignInfo> Watch(WorldModelClient client, string stage, double from)
    {
        string[] stages =
            [CampaignStage.Created, CampaignStage.Estimated, CampaignStage.Allocated, CampaignStage.Decided];
        while (true)
        {
            var seen = await client.CampaignAsync("spring", Cancellation);
            Assert.Null(seen.Error);
            int ahead = Array.IndexOf(stages, seen.Stage) - Array.IndexOf(stages, stage);
            if (ahead > 0 || (ahead == 0 && seen.Progress >= from))
                return seen;
        }
    }

    private async Task Finish()
    {
        await using (var silo = await UndisturbedRun.Start(world, _data))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            var client = new WorldModelClient(http, RetryPolicy.None);
            await UndisturbedRun.Replay(world, client);
            await client.WaitAsync("spring", CampaignStage.Decided, cancellation: Cancellation);
            Assert.Equal(undisturbed.Decisions, await UndisturbedRun.DecisionBytes(http));
        }
        var ended = await StoreContent.Of(world, _data);
        ended.AssertSame(undisturbed.Ended);
        Assert.Equal(undisturbed.Ended.Pool, ended.Pool);
        Assert.Equal(ended.Campaign!.Treatments.Sum(total => total.SpendMicros), ended.Pool!.CommittedMicros);
        Assert.False(ended.HasWork);
        output.WriteLine($"ended: {ended}, to the byte as undisturbed; {undisturbed.Decisions.Length} bytes of "
            + $"decisions; {ended.Pool}");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
