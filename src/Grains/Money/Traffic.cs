using System.Text;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>Counts what an allocation sends and gets: numbers of 8 bytes, places of 4, ids in UTF-8.</summary>
internal sealed class Traffic
{
    private const int Number = 8;
    private const int Place = 4;

    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>A round of price probes.</summary>
    public void Probed(int shards, int prices)
    {
        Messages += 2L * shards;
        Bytes += shards * (prices * Number + 3L * prices * Number + 5 * Number);
    }

    /// <summary>A question for increments and its page.</summary>
    public void Fetched(IncrementPage page)
    {
        Messages += 2;
        Bytes += 2 * Number + 2 * Place;
        foreach (var increment in page.Increments) Bytes += Size(increment.Consumer) + 2 * Place + 2 * Number;
    }

    /// <summary>A question for what fills, and its page.</summary>
    public void Filled(FillQuery query, IncrementPage page)
    {
        Fetched(page);
        Bytes += Size(query.Cut.Consumer) + Size(query.After.Consumer);
        foreach (var band in query.Filled) Bytes += Size(band.Through.Consumer) + Number;
    }

    /// <summary>A mark: slope, consumer, treatment.</summary>
    private static int Size(string consumer) => Number + Place + Encoding.UTF8.GetByteCount(consumer);
}
