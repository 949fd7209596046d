using System.Globalization;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Api;

/// <summary>
/// A plan's channel budgets become budgets of pools, from which campaigns on those channels then spend. All that can be
/// refused is looked at before the first pool is changed.
/// </summary>
internal sealed class MixPoolEndpoint(ApiContext context, MixEndpoints mixes)
{
    private const int MostPools = 100;

    /// <summary>Thirteen times 4/52 may come out a bit over 1.</summary>
    private const double Rounding = 1e-9;

    public void Map(Routes routes) => routes.Post<MixPoolsRequest, MixPoolsInfo>(
        "/v1/mixes/{mix}/pools", Set,
        "Gives pools, made where need be, the money that a plan has for their channels, or a share of it.");

    private async Task Set(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<MixPoolsRequest>());
        CheckPools(request.Pools);
        var plan = await mixes.Plan(http, request.Plan ?? new MixPlanQuestion(), "plan.");
        if (plan.Plan is null)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict, "mix-refused", "mix", plan.Mix, "a mix that may be acted on",
                plan.Reasons.Length > 0 ? plan.Reasons[0].Sentence : null);
        }

        var budgets = Budgets(request.Pools, plan.Plan);
        for (var i = 0; i < budgets.Length; i++) await CheckRoom(request.Pools[i].Pool, budgets[i], i);
        var pools = new PoolInfo[budgets.Length];
        for (var i = 0; i < budgets.Length; i++) pools[i] = await SetBudget(request.Pools[i].Pool, budgets[i]);
        await Reply.Json(http, new MixPoolsInfo(plan, pools), WireJson.Default.MixPoolsInfo);
    }

    private static void CheckPools(MixPool[] pools)
    {
        if (pools.Length is < 1 or > MostPools)
            throw ApiException.Invalid("pools", Shown(pools.Length), $"1 to {MostPools} pools");
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < pools.Length; i++)
        {
            var (pool, place) = (pools[i], $"pools[{i}].");
            CampaignEndpoints.CheckId(pool.Pool, place + "pool");
            if (pools.Take(i).Any(other => other.Pool == pool.Pool))
                throw ApiException.Invalid(place + "pool", pool.Pool, "each pool once");
            var taken = shares.GetValueOrDefault(pool.Channel);
            if (!(pool.Share > 0 && taken + pool.Share <= 1 + Rounding))
            {
                throw ApiException.Invalid(
                    place + "share", Shown(pool.Share),
                    $"above 0, and at most {Shown(Math.Max(0, 1 - taken))}: what is left of {pool.Channel}");
            }

            shares[pool.Channel] = taken + pool.Share;
        }
    }

    /// <summary>In micro-units, rounded down: pools never hold more than the plan.</summary>
    private static long[] Budgets(MixPool[] pools, MixPlan plan)
    {
        var budgets = new long[pools.Length];
        for (var i = 0; i < pools.Length; i++)
        {
            var channel = Array.Find(plan.Channels, own => own.Channel == pools[i].Channel)
                ?? throw ApiException.Invalid(
                    $"pools[{i}].channel", pools[i].Channel,
                    "one of " + string.Join(", ", plan.Channels.Select(own => own.Channel)));
            var units = channel.Planned * pools[i].Share;
            if (!(units <= PoolEndpoints.MostUnits))
                throw ApiException.Invalid($"pools[{i}].share", Shown(units), "a budget of at most 1e12");
            budgets[i] = (long)Math.Floor(units * PoolEndpoints.MicrosPerUnit);
        }

        return budgets;
    }

    /// <summary>A pool may not get less than what it has given away already.</summary>
    private async Task CheckRoom(string pool, long budget, int place)
    {
        if (!await context.Host.Knows(GrainAddress.Allocator(pool))) return;
        var status = await context.Grains.Allocator(pool).Status();
        var used = status.ReservedMicros + status.LeasedMicros + status.CommittedMicros;
        if (budget < used)
        {
            throw ApiException.Invalid(
                $"pools[{place}].share", Shown(Mapping.Currency(budget)),
                $"a budget of at least {Shown(Mapping.Currency(used))}: what {pool} has spent, reserved and leased");
        }
    }

    private async Task<PoolInfo> SetBudget(string pool, long budget)
    {
        var allocator = context.Grains.Allocator(pool);
        if ((await allocator.SetBudget(budget)).Problem is { } problem)
        {
            context.Host.DropEmpty(GrainAddress.Allocator(pool));
            throw ApiException.From(problem);
        }

        return PoolEndpoints.Wire(await allocator.Detail());
    }

    private static string Shown(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
