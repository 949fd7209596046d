using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>Budget pools: their terms, their money, and the hard stop.</summary>
internal sealed class PoolEndpoints(ApiContext context)
{
    internal const double MicrosPerUnit = 1e6;
    internal const double MostUnits = 1e12;

    public void Map(Routes routes)
    {
        routes.Get<PoolList>("/v1/pools", List, "All budget pools.");
        routes.Get<PoolInfo>("/v1/pools/{pool}", Show, "A budget pool: its terms and its money.");
        routes.Put<PoolItem, PoolInfo>("/v1/pools/{pool}", Set, "Sets a pool's budget and pace, or makes the pool.");
        routes.Post<PoolInfo>("/v1/pools/{pool}/stop", http => Stop(http, true),
            "Stops all spending from a pool; every shard knows when this is answered.");
        routes.Post<PoolInfo>("/v1/pools/{pool}/resume", http => Stop(http, false), "Lets a stopped pool go on.");
    }

    private async Task List(HttpContext http)
    {
        var pools = new List<PoolInfo>();
        foreach (var name in await context.Host.Keys(GrainKind.Allocator))
            pools.Add(Wire(await context.Grains.Allocator(name).Detail()));
        await Reply.Json(http, new PoolList([.. pools]), WireJson.Default.PoolList);
    }

    private async Task Show(HttpContext http) => await Answer(http, await Known(http));

    private async Task Set(HttpContext http)
    {
        var item = await JsonBody.Read(http, StrictJson.Type<PoolItem>());
        var name = Name(http);
        CampaignEndpoints.CheckId(name, "pool");
        var pace = item.Pace is { } asked ? Pace(asked) : null;
        var budget = Micros(item.Budget, "budget");
        var allocator = context.Grains.Allocator(name);
        if ((await allocator.SetTerms(budget, pace)).Problem is { } problem)
        {
            context.Host.DropEmpty(GrainAddress.Allocator(name));
            throw ApiException.From(problem);
        }
        await Answer(http, allocator);
    }

    private async Task Stop(HttpContext http, bool stopped)
    {
        var allocator = await Known(http);
        var reply = await allocator.SetStopped(stopped);
        if (reply.Problem is { } problem)
            throw ApiException.From(problem);
        await Answer(http, allocator);
    }

    private static async Task Answer(HttpContext http, IAllocator allocator) =>
        await Reply.Json(http, Wire(await allocator.Detail()), WireJson.Default.PoolInfo);

    private async ValueTask<IAllocator> Known(HttpContext http)
    {
        var name = Name(http);
        // A name that nobody gave a budget does not become a pool by asking.
        return await context.Host.Knows(GrainAddress.Allocator(name))
            ? context.Grains.Allocator(name)
            : throw new ApiException(StatusCodes.Status404NotFound, "unknown-pool", "pool", name,
                "a pool that has a budget");
    }

    private static PoolPace Pace(PaceItem pace) => pace.Per is PoolWindow.Hour or PoolWindow.Day
        ? new PoolPace(Micros(pace.Amount, "pace.amount"), pace.Per)
        : throw ApiException.Invalid("pace.per", pace.Per, $"{PoolWindow.Hour} or {PoolWindow.Day}");

    private static string Name(HttpContext http) => (string)http.Request.RouteValues["pool"]!;

    private static long Micros(double units, string field) => units is >= 0 and <= MostUnits
        ? (long)Math.Round(units * MicrosPerUnit)
        : throw ApiException.Invalid(field, units.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            "a finite amount from 0 to 1e12");

    internal static PoolInfo Wire(PoolDetail pool)
    {
        var status = pool.Status;
        return new PoolInfo(
            status.Pool, Mapping.Currency(status.BudgetMicros), Mapping.Currency(status.ReservedMicros),
            Mapping.Currency(status.LeasedMicros), Mapping.Currency(status.CommittedMicros),
            Mapping.Currency(status.RemainingMicros), Mapping.Currency(pool.FreeMicros), pool.Stopped,
            pool.Pace is { } pace ? new PaceItem(Mapping.Currency(pace.Micros), pace.Per) : null,
            Array.ConvertAll(pool.Leases, lease => new LeaseEntry(
                lease.Shard, Mapping.Currency(lease.HeldMicros), lease.ValidUntil)),
            pool.ShadowPrice, pool.Campaigns);
    }
}
