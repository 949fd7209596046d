using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>Counts what an allocation sends and gets: numbers and hashes of 8 bytes, places of 4.</summary>
internal sealed class Traffic
{
    private const int Number = 8;
    private const int Place = 4;

    // Slope, consumer, treatment.
    private const int Mark = Number + Number + Place;

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
        Bytes += page.Increments.Length * (Mark + 2 * Place + 2 * Number);
    }

    /// <summary>A question for what fills, and its page.</summary>
    public void Filled(FillQuery query, IncrementPage page)
    {
        Fetched(page);
        Bytes += 2 * Mark;
        Bytes += query.Filled.Length * (Mark + Number);
    }
}
