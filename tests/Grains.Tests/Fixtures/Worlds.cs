using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Host;
using WorldModel.Models;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Fixtures;

/// <summary>Purchase World's schema, random models, and seeded consumers, events and campaigns.</summary>
internal static class Worlds
{
    public static readonly DateOnly Start = new(2025, 6, 1);

    private static readonly ConsumerSchema Schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
    private static readonly FrozenModel First = RandomModel.Make(Schema, 1);
    private static readonly FrozenModel Second = RandomModel.Make(Schema, 2);
    private static readonly FrozenModel Unidentified = RandomModel.Make(Schema, 1, Identification.No);

    public static World Make(
        bool couponIdentified = true, int leaseDecisions = 3, double? separation = null) => new()
        {
            Limits = World.SmallLimits with { LeaseDecisions = leaseDecisions },
            Schema = Schema,
            Models = separation is { } auc ? [RandomModel.Make(Schema, 1, separation: auc)]
                : couponIdentified ? [First, Second] : [Unidentified],
        };

    public static string Consumer(int i) => $"consumer-{i}";

    public static ProfileMessage[] Profiles(int count) => [.. Enumerable.Range(0, count).Select(i =>
        new ProfileMessage(Consumer(i),
        [
            new AttributeValue("store", (i % 10).ToString()), new AttributeValue("loyalty", (i % 2).ToString()),
            new AttributeValue("age", (20 + (i % 50)).ToString()),
            new AttributeValue("income", (200 + (i * 7 % 500)).ToString()),
        ]))];

    /// <summary>Events in order of days, some of them a day or two behind, each with an id of its own.</summary>
    public static ConsumerEventMessage[] Events(int consumers, int days, ulong seed = 5)
    {
        var random = new RandomStream(seed, 0);
        var events = new List<ConsumerEventMessage>();
        for (var day = 0; day < days; day++)
        {
            for (var i = 0; i < consumers; i++)
            {
                if (!random.Bernoulli(.4)) continue;
                var lag = random.Bernoulli(.15) ? random.NextInt(6) : 0;
                events.Add(Event($"e{events.Count}", Consumer(i), Math.Max(0, day - lag), random.NextInt(3)));
            }
        }

        return [.. events];
    }

    public static ConsumerEventMessage Event(string id, string consumer, int day, int kind = 0)
    {
        var (what, name) = kind switch
        {
            0 => ("outcome", "visit"),
            1 => ("action", "push"),
            _ => ("outcome", "purchase"),
        };
        return new ConsumerEventMessage(id, consumer, Start.AddDays(day), what, name, null, 1);
    }

    /// <summary>Those events, some outcomes of them taken back a little later, and profiles between them.</summary>
    public static ConsumerEventMessage[] WithChanges(ConsumerEventMessage[] events, ulong seed = 8)
    {
        var random = new RandomStream(seed, 0);
        var all = new List<ConsumerEventMessage>();
        foreach (var e in events)
        {
            all.Add(e);
            if (random.Bernoulli(.05)) all.Add(Profile($"p{all.Count}", e.Consumer, e.Day, random.NextInt(10)));
            var past = all[Math.Max(0, all.Count - 1 - random.NextInt(60))];
            if (past is { Kind: "outcome", Reverses: null } && random.Bernoulli(.3))
                all.Add(Reversal($"r{all.Count}", past, e.Day));
        }

        return [.. all];
    }

    public static ConsumerEventMessage Profile(string id, string consumer, DateOnly day, int store) => new(
        id, consumer, day, "profile", null, null, null, Attributes: [new AttributeValue("store", $"{store}")]);

    public static ConsumerEventMessage Reversal(string id, ConsumerEventMessage past, DateOnly? day = null) =>
        past with { Id = id, Day = day ?? past.Day, Value = null, Reverses = past.Id };

    public static CampaignSpec Spec(string id = "spring", double? budget = null, double? perConsumer = .03) => new(
        id, "pool", budget, budget is null ? perConsumer : null, SharedModel.DefaultName, null,
        [
            new TreatmentSpec("push", [new ActionSetting("push", "1")], .05, null),
            new TreatmentSpec("coupon", [new ActionSetting("coupon", "1")], .15, null),
            new TreatmentSpec("both", [new ActionSetting("push", "1"), new ActionSetting("coupon", "1")], .19, null),
        ],
        [new OutcomeValue("visit", .3, 1), new OutcomeValue("purchase", 10, .1)], [], [], .1, .1, "none", 24);
}
