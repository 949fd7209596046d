using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Schema;
using WorldModel.Silo.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// Who lives in a cluster under load, and in its shadow: consumers to whom things happen, buyers who are decided for
/// one by one, and quiet ones, of whom every answer must stay as it is.
/// </summary>
internal sealed class Market(SmallWorld world, DateOnly today, int callers)
{
    public const int Quiet = 480;
    public const int Each = 12;

    /// <summary>The campaign that decides one by one.</summary>
    public const string Single = "spring";

    public const double Budget = 60;
    private const double ScanBudget = 12;

    public DateOnly Today => today;

    public int Callers => callers;

    public static string Consumer(int caller, int i) => $"caller-{caller}-{i}";

    public static string Buyer(int caller, int i) => $"buyer-{caller}-{i}";

    public static string QuietOne(int i) => $"quiet-{i}";

    /// <summary>One of the quiet consumers of a shard.</summary>
    public static string QuietIn(int shard, int shards, int nth = 0) => AllQuiet
        .Where(consumer => ConsumerHash.Shard(ConsumerHash.Of(consumer), shards) == shard).ElementAt(nth);

    public static IReadOnlyCollection<string> AllQuiet { get; } = [.. Enumerable.Range(0, Quiet).Select(QuietOne)];

    public static CampaignItem SingleCampaign { get; } = Campaign(Single) with { Budget = Budget, Explore = 0.5 };

    /// <summary>A campaign over the quiet ones, with a pool of its own that does not pay for all of them.</summary>
    public CampaignItem Scan(string id) =>
        Campaign(id) with { Budget = ScanBudget, Explore = 0.2, AudienceList = true, Day = today };

    /// <summary>What a quiet consumer would do today.</summary>
    public CounterfactualRequest Question(string consumer) => new()
    {
        Consumer = consumer,
        Day = today,
        Treatments = [new("push", new() { ["push"] = "1" }), new("coupon", new() { ["coupon"] = "1" })],
    };

    /// <summary>Everybody as they are before the load.</summary>
    public async Task MoveIn(WorldModelClient client)
    {
        var profiles = world.Profiles.ToList();
        var busy = Enumerable.Range(0, callers).SelectMany(caller =>
            Enumerable.Range(0, Each).SelectMany(i => new[] { Consumer(caller, i), Buyer(caller, i) }));
        await client.PutConsumersAsync([
            .. busy.Select(id => new ConsumerItem(id, profiles[0].Attributes)),
            .. AllQuiet.Select((id, i) => new ConsumerItem(id, profiles[i % profiles.Count].Attributes)),
        ]);
        var told = await client.SendEventsAsync([.. AllQuiet.Select((id, i) => new EventItem(
            $"before-{id}", id, today.AddDays(-1 - (i % 2)), "outcome", i % 3 == 0 ? "purchase" : "visit"))]);
        Assert.Equal(0, told.RefusedTotal);
    }

    private static CampaignItem Campaign(string id) => new()
    {
        Id = id,
        Treatments =
        [
            new("push", new() { ["push"] = "1" }, 0.05), new("coupon", new() { ["coupon"] = "1" }, 0.15),
        ],
        Values = [new("visit", 0.30), new("purchase", 10)],
    };
}
