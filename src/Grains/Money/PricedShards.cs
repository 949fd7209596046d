using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>
/// The shards of several campaigns that share one price, as one row of parts: part i is a shard's columns of one
/// campaign. One order runs through all of them: by slope, consumer, campaign, treatment. It is that of increments
/// where treatments are numbered through the campaigns, 64 each.
/// </summary>
/// <param name="grains">The way to the shards.</param>
/// <param name="campaigns">Ids in ordinal order, each once.</param>
internal sealed class PricedShards(IGrains grains, string[] campaigns)
{
    /// <summary>Campaigns that may share a price at once.</summary>
    public const int MostCampaigns = 10_000;

    /// <summary>Parts: shards times campaigns.</summary>
    public int Count => grains.ShardCount * campaigns.Length;

    public int Campaigns => campaigns.Length;

    /// <summary>Parts of one campaign.</summary>
    public int PartsOf => grains.ShardCount;

    /// <summary>A campaign's part in a shard.</summary>
    public int Part(int campaign, int shard) => (campaign * grains.ShardCount) + shard;

    /// <summary>The campaign of a step, by its place.</summary>
    public static int CampaignOf(Increment step) => step.Treatment / CampaignTreatment.Most;

    public ValueTask<ProbeReply> Probe(int part, double[] prices) =>
        Shard(part).Probe(new ProbeQuery(Id(part), prices));

    public async ValueTask<IncrementPage> Increments(int part, double low, double high, int from) =>
        Numbered(part, await Shard(part).Increments(new IncrementQuery(Id(part), low, high, from)));

    public async ValueTask<IncrementPage> Fill(int part, FillQuery query)
    {
        var campaign = part / grains.ShardCount;
        return Numbered(part, await Shard(part).Fill(query with
        {
            Campaign = Id(part),
            Cut = Of(campaign, query.Cut),
            Filled = Of(campaign, query.Filled),
            After = Of(campaign, query.After),
        }));
    }

    /// <summary>The place in a campaign's own order that takes the same of its steps as a common one.</summary>
    public IncrementMark Of(int campaign, IncrementMark mark)
    {
        if (mark.Treatment < 0) return mark;
        var of = mark.Treatment / CampaignTreatment.Most;
        // Of a consumer's steps in other campaigns all stand before the place, or all behind it.
        var treatment = of == campaign ? mark.Treatment % CampaignTreatment.Most : of > campaign ? int.MaxValue : -1;
        return mark with { Treatment = treatment };
    }

    public FillBand[] Of(int campaign, FillBand[] bands) =>
        Array.ConvertAll(bands, band => band with { Through = Of(campaign, band.Through) });

    private IConsumerShard Shard(int part) => grains.Shard(part % grains.ShardCount);

    private string Id(int part) => campaigns[part / grains.ShardCount];

    private IncrementPage Numbered(int part, IncrementPage page)
    {
        var first = part / grains.ShardCount * CampaignTreatment.Most;
        if (first == 0) return page;
        return page with
        {
            Increments = Array.ConvertAll(page.Increments, step => step with
            {
                From = step.From < 0 ? step.From : first + step.From,
                Treatment = first + step.Treatment,
            }),
        };
    }
}
