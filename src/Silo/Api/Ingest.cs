using System.Buffers;
using System.Text;
using System.Text.Json;
using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Api;

/// <summary>How items of one kind reach shards.</summary>
/// <param name="Consumer">The consumer of an item.</param>
/// <param name="Show">Told of each item in the order of the request, before it is sent.</param>
/// <param name="Send">Sends items of one shard.</param>
internal sealed record IngestRoute<TItem>(
    Func<TItem, string> Consumer, Action<TItem> Show, Func<IConsumerShard, TItem[], ValueTask<ObserveReply>> Send);

/// <summary>
/// One bulk request: reads items in order, hands them to their shards in that order, and goes on reading while a few
/// portions wait for their commit. A portion goes out when it is full or when the store would otherwise be idle.
/// </summary>
internal sealed class Ingest<TItem>(IGrains grains, ItemParser<TItem> parser, IngestRoute<TItem> route)
    where TItem : class
{
    /// <summary>
    /// Items of one message to a shard: it is applied in one turn, so that portions keep their order.
    /// </summary>
    private const int MostInMessage = 1024;
    private const int MostInPortion = 8192;
    private const int MostUnderWay = 3;
    private const int MostLineBytes = 64 * 1024;
    private const int MostTries = 500;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly List<(TItem Item, long Index)> _portion = new(MostInPortion);
    private readonly Queue<Task> _underWay = new();
    private readonly List<Task> _sent = [];
    private bool _isRestOfLong;

    public IngestTotals Totals { get; } = new();

    /// <summary>Takes a JSON array held in memory. Not JSON: refused whole, before anything is sent.</summary>
    public async Task Array(ReadOnlyMemory<byte> body)
    {
        try
        {
            ReadArray(body.Span);
        }
        catch (JsonException error)
        {
            throw JsonProblem.Malformed(error, body.Span);
        }
        await Send();
        await Finish();
    }

    /// <summary>Takes lines as they come. A line that is not JSON, or too long, is refused by itself.</summary>
    public async Task Lines(HttpRequest request, CancellationToken cancellation)
    {
        var reader = request.BodyReader;
        while (true)
        {
            if (!reader.TryRead(out var read))
            {
                await SendWhileWaiting();
                read = await reader.ReadAsync(cancellation);
            }
            var left = read.Buffer;
            try
            {
                while (LineReader.TryTake(ref left, read.IsCompleted, out var line))
                {
                    ReadLine(line);
                    _isRestOfLong = false;
                    if (_portion.Count >= MostInPortion)
                        await Send();
                }
                if (left.Length > MostLineBytes)
                {
                    ReadLine(left);
                    _isRestOfLong = true;
                    left = left.Slice(left.End);
                }
            }
            finally
            {
                // Also where sending fails: the connection is of no use to the caller otherwise.
                reader.AdvanceTo(left.Start, left.End);
            }
            if (read.IsCompleted)
                break;
        }
        await Send();
        await Finish();
    }

    private void ReadArray(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw ApiException.Invalid("body", Encoding.UTF8.GetString(reader.ValueSpan), "a list of items");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            Take(ref reader);
        // Reads what is left, so that rubbish after the list is found before anything is sent.
        while (reader.Read())
        {
        }
    }

    private void ReadLine(in ReadOnlySequence<byte> line)
    {
        if (_isRestOfLong || LineReader.IsBlank(line))
            return;
        long index = Totals.Received;
        if (line.Length > MostLineBytes)
        {
            Totals.Received++;
            Totals.Refuse(new RefusedEntry(index, "too-large", "", JsonCheck.Start(line),
                $"a line of at most {MostLineBytes} bytes"));
            return;
        }
        try
        {
            var bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
            JsonCheck.Whole(bytes);
            var reader = new Utf8JsonReader(bytes);
            reader.Read();
            Take(ref reader);
        }
        catch (JsonException error)
        {
            Totals.Received = index + 1;
            Totals.Refuse(new RefusedEntry(index, "malformed", "", JsonCheck.Start(line),
                $"one JSON object on the line; it breaks at byte {error.BytePositionInLine}"));
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        var (item, refused) = parser.Read(ref reader, Totals.Received);
        if (refused is not null)
            Totals.Refuse(refused);
        else
            _portion.Add((item!, Totals.Received));
        Totals.Received++;
    }

    private async Task SendWhileWaiting()
    {
        while (_underWay.TryPeek(out var oldest) && oldest.IsCompleted)
            await _underWay.Dequeue();
        if (_underWay.Count == 0)
            await Send();
    }

    private async Task Send()
    {
        if (_portion.Count == 0)
            return;
        while (_underWay.Count >= MostUnderWay)
            await _underWay.Dequeue();
        var byShard = new Dictionary<int, (List<TItem> Items, List<long> Indexes)>();
        foreach (var (item, index) in _portion)
        {
            route.Show(item);
            int shard = grains.ShardOf(route.Consumer(item));
            if (!byShard.TryGetValue(shard, out var message))
                byShard.Add(shard, message = ([], []));
            message.Items.Add(item);
            message.Indexes.Add(index);
            if (message.Items.Count < MostInMessage)
                continue;
            await Send(shard, message.Items, message.Indexes);
            byShard.Remove(shard);
        }
        _portion.Clear();
        foreach (var (shard, (items, indexes)) in byShard)
            await Send(shard, items, indexes);
        Await();
    }

    private async ValueTask Send(int shard, List<TItem> items, List<long> indexes)
    {
        var batch = items.ToArray();
        for (int i = 0; i < MostTries; i++)
        {
            if (TrySend(shard, batch, out var reply))
            {
                _sent.Add(Add(reply, indexes));
                return;
            }
            await Task.Delay(BusyPause);
        }
        RefuseBusy(indexes);
    }

    private bool TrySend(int shard, TItem[] batch, out ValueTask<ObserveReply> reply)
    {
        try
        {
            reply = route.Send(grains.Shard(shard), batch);
            return true;
        }
        catch (BusyException)
        {
            reply = default;
            return false;
        }
    }

    private async Task Add(ValueTask<ObserveReply> reply, List<long> indexes)
    {
        try
        {
            Totals.Add(await reply, indexes);
        }
        catch (Exception refused) when (Guard.IsBusy(refused))
        {
            RefuseBusy(indexes);
        }
    }

    private void RefuseBusy(List<long> indexes)
    {
        foreach (long index in indexes)
            Totals.Refuse(new RefusedEntry(index, ProblemCode.Busy, "", null, "fewer calls at the same time"));
    }

    private void Await()
    {
        _underWay.Enqueue(Task.WhenAll(_sent));
        _sent.Clear();
    }

    private async Task Finish()
    {
        while (_underWay.TryDequeue(out var portion))
            await portion;
    }
}
