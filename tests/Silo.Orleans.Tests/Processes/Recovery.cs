using System.Diagnostics;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>How long shards are out of reach once a silo is gone.</summary>
internal static class Recovery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks for a belief of every shard, at the silos that run, until each has answered once.</summary>
    /// <param name="cluster">Of which one silo has just gone.</param>
    /// <param name="market">Its consumers.</param>
    /// <param name="shards">Its shards.</param>
    /// <param name="since">When it went.</param>
    /// <returns>By shard, the time from then to the answer.</returns>
    public static Task<TimeSpan[]> Measure(ProcessCluster cluster, Market market, int shards, long since) =>
        Task.WhenAll(Enumerable.Range(0, shards).Select(shard =>
            Answered(cluster, new BeliefRequest { Consumer = Market.QuietIn(shard, shards), Day = market.Today },
                shard, since)));

    private static async Task<TimeSpan> Answered(
        ProcessCluster cluster, BeliefRequest request, int first, long since)
    {
        for (int turn = first; Stopwatch.GetElapsedTime(since) < Patience; turn++)
        {
            int silo = turn % cluster.Silos.Length;
            if (!cluster.Silos[silo].IsRunning)
                continue;
            try
            {
                using var end = new CancellationTokenSource(TimeSpan.FromSeconds(3));
                await cluster.Clients[silo].BeliefAsync(request, end.Token);
                return Stopwatch.GetElapsedTime(since);
            }
            catch (Exception)
            {
                await Task.Delay(Pause);
            }
        }
        throw new TimeoutException($"{request.Consumer} was out of reach for {Patience.TotalSeconds} s");
    }
}
