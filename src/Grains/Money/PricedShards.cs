using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>
/// The shards of several campaigns that share one price, as one row of parts: part i is a shard's columns of one
/// campaign. One order runs through all of them: by slope, consumer, campaign, treatment. A consumer's steps of two
/// campaigns are told apart by a label behind the id that no id can hold.
/// </summary>
/// <param name="grains">The way to the shards.</param>
/// <param name="campaigns">Ids in ordinal order, each once.</param>
internal sealed class PricedShards(IGrains grains, string[] campaigns)
{
    /// <summary>Ids hold no control characters, so it sorts before whatever could go on in one.</summary>
    private const char Label = '\u0001';

    private const char FirstLabel = '\u0100';

    /// <summary>Campaigns that may share a price at once.</summary>
    public const int MostCampaigns = 10_000;

    /// <summary>Parts: shards times campaigns.</summary>
    public int Count => grains.ShardCount * campaigns.Length;

    public int Campaigns => campaigns.Length;

    /// <summary>Parts of one campaign.</summary>
    public int PartsOf => grains.ShardCount;

    /// <summary>A campaign's part in a shard.</summary>
    public int Part(int campaign, int shard) => (campaign * grains.ShardCount) + shard;

    public int CampaignOf(Increment step) => campaigns.Length == 1 ? 0 : LabelOf(step.Consumer);

    public ValueTask<ProbeReply> Probe(int part, double[] prices) =>
        Shard(part).Probe(new ProbeQuery(Id(part), prices));

    public async ValueTask<IncrementPage> Increments(int part, double low, double high, int from) =>
        Labelled(part, await Shard(part).Increments(new IncrementQuery(Id(part), low, high, from)));

    public async ValueTask<IncrementPage> Fill(int part, FillQuery query)
    {
        var campaign = part / grains.ShardCount;
        return Labelled(part, await Shard(part).Fill(query with
        {
            Campaign = Id(part),
            Cut = Of(campaign, query.Cut),
            Filled = Of(campaign, query.Filled),
            After = Of(campaign, query.After),
        }));
    }

    /// <summary>A place in the common order as the place in one campaign's own that takes the same of its steps.</summary>
    public IncrementMark Of(int campaign, IncrementMark mark)
    {
        var at = mark.Consumer.IndexOf(Label, StringComparison.Ordinal);
        if (at < 0) return mark;
        var consumer = mark.Consumer[..at];
        return LabelOf(mark.Consumer).CompareTo(campaign) switch
        {
            0 => mark with { Consumer = consumer },
            // The consumer's steps of this campaign all stand before the place, or all behind it.
            > 0 => mark with { Consumer = consumer, Treatment = int.MaxValue },
            _ => mark with { Consumer = consumer, Treatment = -1 },
        };
    }

    public FillBand[] Of(int campaign, FillBand[] bands) =>
        Array.ConvertAll(bands, band => band with { Through = Of(campaign, band.Through) });

    private IConsumerShard Shard(int part) => grains.Shard(part % grains.ShardCount);

    private string Id(int part) => campaigns[part / grains.ShardCount];

    private IncrementPage Labelled(int part, IncrementPage page)
    {
        if (campaigns.Length == 1) return page;
        var label = $"{Label}{(char)(FirstLabel + (part / grains.ShardCount))}";
        return page with
        {
            Increments = Array.ConvertAll(page.Increments, step => step with { Consumer = step.Consumer + label }),
        };
    }

    private static int LabelOf(string consumer) => consumer[^1] - FirstLabel;
}
