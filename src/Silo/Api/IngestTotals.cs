using WorldModel.Client.Wire;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>What became of a request's items so far. Used by one request at a time, from any thread in turn.</summary>
internal sealed class IngestTotals
{
    private const int MostListed = 1000;

    private readonly List<RefusedEntry> _refused = [];
    private long _refusedTotal;
    private long _applied;
    private long _merged;
    private long _repeated;

    /// <summary>Items read so far: the index of the next one.</summary>
    public long Received { get; set; }

    public void Refuse(RefusedEntry entry)
    {
        lock (_refused)
        {
            _refusedTotal++;
            if (_refused.Count < MostListed)
                _refused.Add(entry);
        }
    }

    /// <summary>Adds a shard's answer; <paramref name="indexes"/> are its items' places in the request.</summary>
    public void Add(ObserveReply reply, List<long> indexes)
    {
        Interlocked.Add(ref _applied, reply.Applied);
        Interlocked.Add(ref _merged, reply.Merged);
        Interlocked.Add(ref _repeated, reply.Repeated);
        foreach (var item in reply.Refused)
            Refuse(new RefusedEntry(indexes[item.Index], item.Problem.Code, Inside(item.Problem.Field),
                item.Problem.Value, item.Problem.Expected));
    }

    public IngestResult ToResult(Metrics? metrics)
    {
        metrics?.Observed(_applied, _merged, _repeated, _refusedTotal);
        return new(Received, _applied, _merged, _repeated, _refusedTotal,
            [.. _refused.OrderBy(entry => entry.Index)]);
    }

    // A grain names the field from its own message down (events[3].day); the caller's index stands beside it.
    private static string Inside(string field) =>
        field.IndexOf("].", StringComparison.Ordinal) is var end and >= 0 ? field[(end + 2)..] : field;
}
