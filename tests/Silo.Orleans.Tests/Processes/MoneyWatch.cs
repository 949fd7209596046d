using WorldModel.Client.Wire;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>Looks at every pool, through one silo after another, whether more is out than it holds.</summary>
internal sealed class MoneyWatch(ProcessCluster cluster)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    /// <summary>Pools seen, each time that one was looked at.</summary>
    public int Looks { get; private set; }

    /// <summary>The largest share of a pool that was reserved, leased or committed.</summary>
    public double MostOut { get; private set; }

    public async Task Run(CancellationToken stop)
    {
        for (int turn = 0; !stop.IsCancellationRequested; turn++)
        {
            try
            {
                var pools = await cluster.Clients[turn % cluster.Clients.Length].PoolsAsync(stop);
                foreach (var pool in pools.Pools)
                    Look(pool);
            }
            catch (Exception)
            {
                // A silo that is down, or a pool on its way: the next one is asked.
            }
            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Look(PoolInfo pool)
    {
        Looks++;
        MostOut = Math.Max(MostOut, (pool.Reserved + pool.Leased + pool.Committed) / pool.Budget);
    }
}
