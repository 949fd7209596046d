namespace WorldModel.Client.Wire;

/// <summary>Pools that get channels' money of a plan: the body of <c>POST /v1/mixes/{mix}/pools</c>.</summary>
public sealed record MixPoolsRequest
{
    /// <summary>Which plan; absent: as <c>optimise</c> without a body makes it.</summary>
    public MixPlanQuestion? Plan { get; init; }

    /// <summary>Which pools, each once; shares of one channel sum to at most 1.</summary>
    public required MixPool[] Pools { get; init; }
}

/// <summary>A pool whose budget is a channel's in a plan, or a share of it.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Pool">The pool: it is made, or its budget changed; its pace stays.</param>
/// <param name="Share">Of the channel's planned money, above 0: four weeks of a plan of 52 are 4/52.</param>
public sealed record MixPool(string Channel, string Pool, double Share = 1);

/// <summary>What became of the pools.</summary>
/// <param name="Plan">The plan that their budgets are from.</param>
/// <param name="Pools">The pools, as asked for; campaigns name them.</param>
public sealed record MixPoolsInfo(MixPlanInfo Plan, PoolInfo[] Pools);
