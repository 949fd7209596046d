using System.Globalization;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Orleans.Hosting;

namespace WorldModel.Silo.Orleans.Placement;

/// <summary>The cluster's one coordinator of where shards live.</summary>
[Alias("worldmodel.balance")]
public interface IBalanceGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Counts the shards of every silo, wakes those that live nowhere, and moves some where silos are uneven; at most
    /// so often, whoever asks. Answers how many it moved.
    /// </summary>
    ValueTask<int> Even();
}

/// <summary>
/// Moves shards when silos came or went, and nothing else: a cluster that is even is left alone. Moves a minute are
/// bounded, so that few shards at a time take their calls elsewhere. Where a silo cannot be asked, nothing moves.
/// </summary>
[GrainType("balance"), EvenPlacement]
internal sealed class BalanceGrain(
    LocalSilo silo, ActiveSilos silos, ClusterSettings settings, TimeProvider time) : Grain, IBalanceGrain
{
    private const int WokenAtOnce = 32;

    private long _last = time.GetTimestamp();
    private double _allowed;

    public async ValueTask<int> Even()
    {
        var since = time.GetElapsedTime(_last);
        if (since < settings.BalanceEvery / 2)
            return 0;
        _last = time.GetTimestamp();
        // What was not used is not saved up: moves come in small portions.
        _allowed = Math.Min(
            _allowed + (since.TotalMinutes * settings.MovesAMinute),
            Math.Max(1, settings.BalanceEvery.TotalMinutes * 2 * settings.MovesAMinute));
        var active = silos.All();
        var hosted = await Task.WhenAll(active.Select(address => Agent(address).Shards().AsTask()));
        int woken = await Wake(hosted);
        var moves = BalancePlan.Of(hosted, (int)_allowed);
        _allowed -= moves.Count;
        foreach (var group in moves.GroupBy(move => (move.From, move.To)))
            await Agent(active[group.Key.From]).Move([.. group.Select(move => move.Shard)], active[group.Key.To]);
        if (moves.Count + woken > 0)
        {
            var counts = hosted.Select(shards => shards.Length.ToString(CultureInfo.InvariantCulture));
            ClusterLog.Balanced(silo.Log, string.Join(" ", counts), moves.Count, woken);
        }
        return moves.Count;
    }

    /// <summary>Calls shards that live nowhere: leases that they hold end, and the next caller does not wait.</summary>
    private async Task<int> Wake(int[][] hosted)
    {
        var missing = Enumerable.Range(0, silo.Grains.ShardCount).Except(hosted.SelectMany(shards => shards)).ToList();
        foreach (var some in missing.Chunk(WokenAtOnce))
            await Task.WhenAll(some.Select(shard => Woken(silo.Grains.Shard(shard))));
        return missing.Count;
    }

    private static async Task Woken(IConsumerShard shard)
    {
        try
        {
            await shard.Status();
        }
        catch (GrainUnavailableException)
        {
            // The next round tries again.
        }
    }

    private ISiloAgent Agent(SiloAddress address) => GrainFactory.GetGrain<ISiloAgent>(address.ToParsableString());
}
