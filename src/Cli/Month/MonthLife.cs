using WorldModel.Cli.Demo;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Storage;
using WorldModel.Simulation;

namespace WorldModel.Cli.Month;

/// <summary>
/// Lives one month: a world of its own, a silo of its own, and two campaigns that decide for every consumer every day.
/// What the one decides is done in the world; what the placebo decides is written down and not done, so that its true
/// lift is 0 whatever it claims. Their groups are drawn apart, as their ids are.
/// </summary>
internal sealed class MonthLife(MonthOptions options, ConsumerSchema schema, string model, CancellationToken stop)
{
    // A loss of power ends the replication anyway.
    private const Synchronous NoWait = Synchronous.Off;
    private const int Shards = 8;
    private const long MicrosPerUnit = 1_000_000;

    private readonly WorldItems _items = new(schema);
    private readonly CampaignItem _campaign = CampaignFile.Read(options.Campaign);

    public async Task<MonthReplication> Run(int number, TimeProvider time)
    {
        var start = time.GetTimestamp();
        var seed = options.WorldSeed(number);
        var life = PurchaseWorld.Begin(seed, options.Consumers, options.History + options.Days);
        life.LiveTo(options.History);
        var folder = Path.Combine(options.Out, "silo");
        await using var silo = await DemoSilo.Start(folder, schema, model, stop, NoWait, Shards);
        await silo.PutConsumers(WorldItems.Consumers(life.Panel), stop);
        await silo.Send(_items.Events(life.Panel, 0, options.History), _ => { }, stop);
        var (campaign, placebo) = ($"month-{seed}", $"placebo-{seed}");
        await Create(silo, campaign);
        await Create(silo, placebo);
        var isPolicy = new bool[options.Consumers];
        while (!life.IsOver)
            await Live(silo, life, campaign, placebo, isPolicy);
        return new MonthReplication(
            number, seed,
            new MonthSide(await silo.Client.ReportAsync(campaign, stop), Truth(life.Panel, isPolicy)),
            new MonthSide(await silo.Client.ReportAsync(placebo, stop), MonthTruth.Nothing),
            time.GetElapsedTime(start).TotalSeconds);
    }

    private Task<CampaignInfo> Create(DemoSilo silo, string id) => silo.Client.CreateCampaignAsync(_campaign with
    {
        Id = id,
        Pool = id,
        Budget = null,
        BudgetPerConsumer = null,
        Holdout = MonthOptions.Holdout,
        Explore = MonthOptions.Explore,
    }, stop);

    private MonthTruth Truth(PurchasePanel panel, bool[] isPolicy)
    {
        double Worth(string outcome) =>
            _campaign.Values.Where(v => v.Outcome == outcome).Sum(v => v.Value * v.Margin);
        return MonthTruth.Of(panel, options.History, isPolicy, Worth("visit"), Worth("purchase"));
    }

    /// <summary>A day: both decide, the one's decisions are done, the world lives, the silo hears of it.</summary>
    private async Task Live(DemoSilo silo, PurchaseLife life, string campaign, string placebo, bool[] isPolicy)
    {
        var day = life.Day;
        var decisions = (await Task.WhenAll(Decide(silo, campaign, life), Decide(silo, placebo, life)))[0];
        for (var i = 0; i < options.Consumers; i++)
            life.Decide(i, day, false, false);
        foreach (var decision in decisions)
        {
            var consumer = int.Parse(decision.Consumer.AsSpan(1));
            isPolicy[consumer] = decision.Group == "policy";
            var actions = _campaign.Treatments.FirstOrDefault(t => t.Name == decision.Treatment)?.Actions;
            if (actions is not null)
                life.Decide(consumer, day, actions.ContainsKey("coupon"), actions.ContainsKey("push"));
        }
        life.Live();
        await silo.Send(_items.Events(life.Panel, day, day + 1), _ => { }, stop);
    }

    /// <summary>The next round of a campaign, whose pool has the allowance of all days so far.</summary>
    private async Task<List<CampaignDecision>> Decide(DemoSilo silo, string id, PurchaseLife life)
    {
        var allowance = options.Allowance * options.Consumers * (life.Day - options.History + 1);
        var pool = await silo.Grains.Allocator(id).SetBudget((long)Math.Round(allowance * MicrosPerUnit));
        Check(pool.Problem);
        var grain = silo.Grains.Campaign(id);
        Check((await grain.Request(CampaignStage.Estimated, life.Panel.DateOf(life.Day))).Problem);
        Check((await grain.Request(CampaignStage.Decided, null)).Problem);
        for (var status = (await grain.Status()).Status!; status.Stage != CampaignStage.Decided;)
        {
            if (status.Error is { } error)
                throw new CommandFailedException($"campaign {id}: {error}");
            await Task.Delay(2, stop);
            status = (await grain.Status()).Status!;
        }
        return await Decisions(silo, id);
    }

    private static async Task<List<CampaignDecision>> Decisions(DemoSilo silo, string id)
    {
        const int Page = 4_096;
        var decisions = new List<CampaignDecision>();
        for (var shard = 0; shard < silo.Grains.ShardCount; shard++)
        {
            for (var row = 0; row >= 0;)
            {
                var page = await silo.Grains.Shard(shard).Decisions(new DecisionQuery(id, row, Page));
                Check(page.Problem);
                decisions.AddRange(page.Decisions);
                row = page.Next;
            }
        }
        return decisions;
    }

    private static void Check(Problem? problem)
    {
        if (problem is not null)
        {
            throw new CommandFailedException(
                $"{problem.Code}: {problem.Field}: got {problem.Value}, expected {problem.Expected}");
        }
    }
}
