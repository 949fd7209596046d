using System.Runtime.CompilerServices;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Serving;

/// <summary>
/// Sends events to a silo in batches, in order, at a rate; the silo judges them. A batch that the silo has no room for
/// is sent again when it says.
/// </summary>
internal sealed class EventReplay(WorldModelClient client, TimeProvider time)
{
    private const int TriesWhenFull = 20;

    /// <summary>Sends what follows the first <paramref name="skip"/> lines; yields each acknowledged batch.</summary>
    /// <param name="lines">The events.</param>
    /// <param name="skip">Lines of the file sent before, not sent again.</param>
    /// <param name="batchLines">Events a request.</param>
    /// <param name="ratePerSecond">Events a second at most; 0: as fast as they are taken.</param>
    /// <param name="stop">Stops between batches.</param>
    public async IAsyncEnumerable<ReplayedBatch> Send(
        IAsyncEnumerable<EventLine> lines, long skip, int batchLines, double ratePerSecond,
        [EnumeratorCancellation] CancellationToken stop)
    {
        var start = time.GetTimestamp();
        var sent = 0L;
        await foreach (var batch in Batches(lines, skip, batchLines, stop))
        {
            if (ratePerSecond > 0)
                await Until(start, TimeSpan.FromSeconds(sent / ratePerSecond), stop);
            var result = await SendUntilTaken(batch.Bytes, stop);
            sent += batch.LineNumbers.Count;
            yield return new ReplayedBatch(result, batch.LineNumbers, batch.EndLine, batch.EndByte);
        }
    }

    private async Task<IngestResult> SendUntilTaken(byte[] lines, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await client.SendEventLinesAsync(new MemoryStream(lines), stop);
            }
            catch (WorldModelApiException full) when (full.RetryAfter is { } pause && tries < TriesWhenFull)
            {
                await Task.Delay(pause, time, stop);
            }
        }
    }

    private async Task Until(long start, TimeSpan due, CancellationToken stop)
    {
        var early = due - time.GetElapsedTime(start);
        if (early > TimeSpan.Zero)
            await Task.Delay(early, time, stop);
    }

    private static async IAsyncEnumerable<LineBatch> Batches(
        IAsyncEnumerable<EventLine> lines, long skip, int batchLines, [EnumeratorCancellation] CancellationToken stop)
    {
        var batch = new LineBatch();
        await foreach (var line in lines.WithCancellation(stop))
        {
            if (line.Number <= skip)
                continue;
            batch.Add(line);
            if (batch.LineNumbers.Count < batchLines)
                continue;
            yield return batch;
            batch = new LineBatch();
        }
        if (batch.LineNumbers.Count > 0)
            yield return batch;
    }

    private sealed class LineBatch
    {
        private readonly MemoryStream _bytes = new();

        public List<long> LineNumbers { get; } = [];

        public byte[] Bytes => _bytes.ToArray();

        public long EndLine { get; private set; }

        /// <summary>How far the file has been read: for progress, ahead of the lines by a buffer.</summary>
        public long EndByte { get; private set; }

        public void Add(EventLine line)
        {
            _bytes.Write(line.Json);
            _bytes.WriteByte((byte)'\n');
            LineNumbers.Add(line.Number);
            (EndLine, EndByte) = (line.Number, line.EndByte);
        }
    }
}

/// <summary>What became of a batch. <c>LineNumbers</c> turns an index of a refusal into a line of the file.</summary>
internal sealed record ReplayedBatch(IngestResult Result, IReadOnlyList<long> LineNumbers, long EndLine, long EndByte);
