using System.Collections.Concurrent;
using System.Diagnostics;
using WorldModel.Client;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>Asks one silo after another, under the same ids, until one answers; counts what it took.</summary>
internal sealed class PatientClient(ProcessCluster cluster)
{
    /// <summary>After so long a request counts as failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Failure> _failures = new();
    private int _gaveUp;
    private long _slowest;

    /// <summary>A try that was not answered: when, at which silo, whether that one ran, and what it said.</summary>
    internal readonly record struct Failure(long At, int Silo, bool WasRunning, string Why);

    public ProcessCluster Cluster => cluster;

    public IReadOnlyCollection<Failure> Failures => _failures;

    /// <summary>Requests that were never answered.</summary>
    public int GaveUp => _gaveUp;

    public TimeSpan Slowest => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _slowest));

    /// <summary>The answer; null where it gave up.</summary>
    /// <param name="first">The silo that is asked first, counted round.</param>
    /// <param name="ask">What is asked.</param>
    public async Task<T?> Ask<T>(int first, Func<WorldModelClient, Task<T>> ask)
        where T : class
    {
        long start = Stopwatch.GetTimestamp();
        for (int turn = first; Stopwatch.GetElapsedTime(start) < Patience; turn++)
        {
            int silo = turn % cluster.Silos.Length;
            bool wasRunning = cluster.Silos[silo].IsRunning;
            try
            {
                var answer = await ask(cluster.Clients[silo]);
                Took(Stopwatch.GetTimestamp() - start);
                return answer;
            }
            catch (Exception error)
            {
                _failures.Enqueue(new Failure(
                    Stopwatch.GetTimestamp(), silo, wasRunning && cluster.Silos[silo].IsRunning, error.Message));
                await Task.Delay(Pause);
            }
        }
        Interlocked.Increment(ref _gaveUp);
        return null;
    }

    private void Took(long time)
    {
        for (long known = Interlocked.Read(ref _slowest); time > known; known = Interlocked.Read(ref _slowest))
            Interlocked.CompareExchange(ref _slowest, time, known);
    }
}
