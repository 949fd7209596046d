using System.Runtime.CompilerServices;
using System.Text;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Serving;

/// <summary>
/// Sends a file of events (one JSON object a line) to a silo in batches, in order, at a rate. Lines travel as they
/// stand: the silo judges them. A batch that the silo has no room for is sent again when it says.
/// </summary>
internal sealed class EventReplay(WorldModelClient client, TimeProvider time)
{
    private const int TriesWhenFull = 20;

    /// <summary>Sends what follows the first <paramref name="skip"/> lines; yields each acknowledged batch.</summary>
    /// <param name="path">The file.</param>
    /// <param name="skip">Lines sent before, not sent again.</param>
    /// <param name="batchLines">Events a request.</param>
    /// <param name="ratePerSecond">Events a second at most; 0: as fast as they are taken.</param>
    /// <param name="stop">Stops between batches.</param>
    public async IAsyncEnumerable<ReplayedBatch> Send(
        string path, long skip, int batchLines, double ratePerSecond, [EnumeratorCancellation] CancellationToken stop)
    {
        var start = time.GetTimestamp();
        var sent = 0L;
        await foreach (var batch in Batches(path, skip, batchLines, stop))
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
        string path, long skip, int batchLines, [EnumeratorCancellation] CancellationToken stop)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var batch = new LineBatch();
        var line = 0L;
        while (await reader.ReadLineAsync(stop) is { } text)
        {
            line++;
            if (line <= skip || string.IsNullOrWhiteSpace(text))
                continue;
            batch.Add(text, line, reader.BaseStream.Position);
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

        public void Add(string text, long line, long position)
        {
            _bytes.Write(Encoding.UTF8.GetBytes(text));
            _bytes.WriteByte((byte)'\n');
            LineNumbers.Add(line);
            (EndLine, EndByte) = (line, position);
        }
    }
}

/// <summary>What became of a batch. <c>LineNumbers</c> turns an index of a refusal into a line of the file.</summary>
internal sealed record ReplayedBatch(IngestResult Result, IReadOnlyList<long> LineNumbers, long EndLine, long EndByte);
