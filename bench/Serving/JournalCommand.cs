using System.Diagnostics;
using WorldModel.Bench.Load;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;

namespace WorldModel.Bench.Serving;

/// <summary>
/// <c>journal</c>: one commit after another to shards that grow alike, as decisions make them, over several of their
/// snapshots; how long commits take as the store grows, which no other work on the cores is needed to see.
/// </summary>
internal static class JournalCommand
{
    public const string Usage = """
          journal  commits of frames over several snapshots of shards that grow alike
            --shards 256 --frames 8 --bytes 426    a commit's frames, each of so many bytes
            --snapshot 1048576                     bytes of frames after which a snapshot is due
            --times 3 --windows 12                 as many snapshots a shard, told in so many windows
            --synchronous Full --together 0        1: all shards are due at the same size
            --work DIR
        """;

    /// <summary>Bytes of a snapshot for one of frames: two thirds of what decisions wrote is remembered.</summary>
    private const double Remembered = .65;

    public static void Run(LoadOptions options, TextWriter output)
    {
        var folder = Path.Combine(options.Text("work") ?? Path.GetTempPath(), "worldmodel-journal");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        var (shards, frames) = (options.Int("shards", 256), options.Int("frames", 8));
        var (record, least) = (new byte[options.Int("bytes", 426)], options.Int("snapshot", 1 << 20));
        var commits = (long)(options.Number("times", 3) * least * shards / record.Length / frames);
        using var store = FrameStore.Open(new StoreOptions(folder, "journal")
        {
            Shards = shards,
            Synchronous = Enum.Parse<Synchronous>(options.Text("synchronous") ?? "Full"),
            BaseBytes = least,
        });
        var journals = ShardJournals.Open(store, shards);
        var due = journals.Select(journal => new SnapshotDue(
            options.Int("together", 0) == 1 ? GrainAddress.Shard(0) : journal.Grain, least)).ToArray();
        var (written, snapshots, windows) = (new long[shards], 0, options.Int("windows", 12));
        output.WriteLine("frames so far, snapshots, commits: p50, p99, longest (ms); processor us a frame");
        for (var window = 1; window <= windows; window++)
        {
            var (latencies, processor, longest) = (new Latencies(), Environment.CpuUsage.TotalTime, 0d);
            var end = commits * window / windows;
            var begin = commits * (window - 1) / windows;
            for (var commit = begin; commit < end; commit++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var frame = 0; frame < frames; frame++)
                    snapshots += Append((int)(((commit * frames) + frame) * 97 % shards));
                store.Flush().GetAwaiter().GetResult();
                var took = Stopwatch.GetElapsedTime(start);
                latencies.Add((long)took.TotalNanoseconds);
                longest = Math.Max(longest, took.TotalMilliseconds);
            }

            processor = Environment.CpuUsage.TotalTime - processor;
            var (p50, p99) = (latencies.Milliseconds(.5), latencies.Milliseconds(.99));
            var micros = processor.TotalMicroseconds / (end - begin) / frames;
            output.WriteLine(FormattableString.Invariant(
                $"{end * frames,12:N0} {snapshots,6} {p50,10:F2} {p99,8:F2} {longest,8:F1} {micros,8:F1}"));
        }

        output.WriteLine(FormattableString.Invariant($"{store.Bytes / 1e6:F0} MB of store"));

        int Append(int shard)
        {
            journals[shard].Append(record);
            written[shard] += record.Length;
            if (!due[shard].IsNow(journals[shard])) return 0;
            journals[shard].Snapshot(new byte[(int)(written[shard] * Remembered)]);
            return 1;
        }
    }
}
