using System.Diagnostics;

namespace WorldModel.Bench.Load;

/// <summary>
/// Asks a target over so many connections, each with a thread and blocking socket of its own and never two requests on
/// the way. Closed loop: the next request follows the reply. Open loop: requests fall due at an even rate, and one that
/// had to wait for the reply before it counts from when it was due.
/// </summary>
internal sealed class Generator(int connections)
{
    private const int StackBytes = 256 * 1024;
    private static long _number;

    /// <param name="target">Whom to ask what.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="perSecond">Requests a second over all connections; 0: closed loop.</param>
    public LoadResult Run(Target target, double seconds, double perSecond = 0)
    {
        var lanes = new Lane[connections];
        var start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 20);
        var end = start + (long)(seconds * Stopwatch.Frequency);
        var step = perSecond > 0 ? connections / perSecond * Stopwatch.Frequency : 0;
        var threads = new Thread[connections];
        for (var i = 0; i < connections; i++)
        {
            var lane = lanes[i] = new Lane(target, start + (long)(step * i / connections), end, step);
            threads[i] = new Thread(lane.Run, StackBytes) { IsBackground = true };
            threads[i].Start();
        }

        foreach (var thread in threads) thread.Join();
        if (lanes.Select(lane => lane.Failure).FirstOrDefault(failure => failure is not null) is { } failed)
            throw new InvalidOperationException($"{target.Name}: {failed}");
        var latencies = new Latencies();
        foreach (var lane in lanes) latencies.Add(lane.Latencies);
        return new LoadResult(latencies, seconds, lanes.Sum(lane => lane.Busy), lanes.Max(lane => lane.ReplyBytes));
    }

    private sealed class Lane(Target target, long start, long end, double step)
    {
        public Latencies Latencies { get; } = new();

        public string? Failure { get; private set; }

        public long Busy { get; private set; }

        public int ReplyBytes { get; private set; }

        public void Run()
        {
            try
            {
                using var connection = new Connection(target.Url);
                Wait(start);
                for (var turn = 0L; Failure is null; turn++)
                {
                    var due = step > 0 ? start + (long)(turn * step) : 0;
                    var free = Stopwatch.GetTimestamp();
                    if (Math.Max(due, free) >= end) return;
                    if (due > free) Wait(due);
                    // What the generator oversleeps is its own fault, what a reply makes wait is the server's.
                    Ask(connection, step > 0 && due < free ? due : Stopwatch.GetTimestamp());
                }
            }
            catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
            {
                Failure = error.Message;
            }
        }

        private void Ask(Connection connection, long since)
        {
            var status = connection.Ask(target, Interlocked.Increment(ref _number));
            ReplyBytes = connection.ReplyBytes;
            if (status is 429 or 503) Busy++;
            else if (status != 200) Failure = connection.Reply();
            else Latencies.Add((long)(Stopwatch.GetElapsedTime(since).TotalMicroseconds * 1000));
        }

        private static void Wait(long until)
        {
            for (var left = until - Stopwatch.GetTimestamp(); left > 0; left = until - Stopwatch.GetTimestamp())
                Thread.Sleep(TimeSpan.FromSeconds(Math.Max((double)left / Stopwatch.Frequency, 1e-3)));
        }
    }
}

/// <summary>What a run of the generator saw.</summary>
/// <param name="Latencies">Of all requests answered 200.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Busy">Requests that were turned away.</param>
/// <param name="ReplyBytes">Bytes of a reply.</param>
internal sealed record LoadResult(Latencies Latencies, double Seconds, long Busy, int ReplyBytes)
{
    public double PerSecond => Latencies.Count / Seconds;
}
