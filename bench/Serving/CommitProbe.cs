using System.Diagnostics;
using WorldModel.Silo.Storage;

namespace WorldModel.Bench.Serving;

/// <summary>
/// What one commit of a silo's store takes on this disk, with nothing else going on: 64 frames of 1 KiB at
/// synchronous=FULL, one commit after another.
/// </summary>
internal static class CommitProbe
{
    private const int Frames = 64;
    private const int FrameBytes = 1024;

    /// <summary>Milliseconds of so many commits, in rising order.</summary>
    public static double[] Run(string folder, int commits)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        var milliseconds = new double[commits];
        using (var store = FrameStore.Open(new StoreOptions(folder, "probe") { Shards = Frames }))
        {
            var journals = ShardJournals.Open(store, Frames);
            var record = new byte[FrameBytes];
            for (var commit = 0; commit < commits; commit++)
            {
                var start = Stopwatch.GetTimestamp();
                foreach (var journal in journals) journal.Append(record);
                store.Flush().GetAwaiter().GetResult();
                milliseconds[commit] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Directory.Delete(folder, recursive: true);
        Array.Sort(milliseconds);
        return milliseconds;
    }
}
