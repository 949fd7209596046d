using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Leases;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// All that a shard remembers: what its journal's records made of it. Nothing here asks a clock, a model or another
/// grain, so that a replay gives the same state every time.
/// </summary>
internal sealed class ShardState(ConsumerSchema schema, int rememberedRequests)
{
    private readonly int[] _unknown = new AttributeResolver(schema).Unknown();

    public ConsumerSchema Schema => schema;

    public ConsumerRows Rows { get; } = new(new StateLayout(schema));

    /// <summary>Campaigns by id.</summary>
    public SortedDictionary<string, CampaignColumns> Campaigns { get; } = new(StringComparer.Ordinal);

    /// <summary>Money: leases and reservations. What is over is remembered as long as a request is.</summary>
    public LeaseBook Leases { get; } = new(TimeSpan.TicksPerDay);

    public RequestMemory Requests { get; } = new(rememberedRequests);

    /// <summary>A consumer was forgotten since the last snapshot. No part of the state that is remembered.</summary>
    public bool HasForgotten { get; set; }

    /// <summary>Day number of the newest event of any consumer; 0 where there was none.</summary>
    public int LastDay { get; set; }

    /// <summary>The row of a consumer, created with nothing known of its attributes where it is new.</summary>
    public int Ensure(string consumer)
    {
        var row = Rows.Find(consumer);
        return row >= 0 ? row : Rows.Add(consumer, _unknown);
    }

    public ApplyResult Observe(int row, UInt128 eventId, in StateEvent e) =>
        See(Rows[row].Observe(eventId, e), e.Day);

    public ApplyResult Describe(int row, UInt128 eventId, int day, ReadOnlySpan<int> attributes) =>
        See(Rows[row].Describe(eventId, day, attributes), day);

    public ApplyResult TakeBack(int row, UInt128 eventId, int day, UInt128 reversed, long micros) =>
        See(Rows[row].TakeBack(eventId, day, reversed, micros), day);

    public void Forget(int row)
    {
        HasForgotten = true;
        Leases.Forget(ConsumerHash.Of(Rows.Ids[row]!));
        Rows.Forget(row);
        foreach (var campaign in Campaigns.Values) campaign.Forget(row);
    }

    /// <summary>Begins a campaign's columns over the rows there are now.</summary>
    public CampaignColumns Begin(CampaignTerms terms, string model, int day) =>
        Campaigns[terms.Spec.Id] = new CampaignColumns(terms, model, day, Rows.Count);

    /// <summary>Decides the rows of a scan that are not decided yet; pure in the columns and the rule.</summary>
    public void Decide(CampaignColumns columns, int to)
    {
        for (var row = columns.Decided; row < to; row++)
        {
            var group = columns.Group(row);
            if (group == CampaignGroup.Outside || columns.Choice(row) is not null) continue;
            var option = Option(columns, row, group);
            columns.SetChoice(row, option);
            var cost = option < 0 ? 0 : columns.Costs(row)[option];
            var value = option < 0 ? 0 : columns.Values(row)[option];
            columns.ScanSpend += cost;
            columns.Totals.Add(option, group, cost, value == CampaignColumns.Excluded ? 0 : value);
        }

        columns.Decided = to;
    }

    private ApplyResult See(ApplyResult result, int day)
    {
        if (result != ApplyResult.Late) LastDay = Math.Max(LastDay, day);
        return result;
    }

    /// <summary>The option of a row in a group: -1 for nothing.</summary>
    public int Option(CampaignColumns columns, int row, CampaignGroup group)
    {
        var consumer = Rows.Ids[row]!;
        return group switch
        {
            CampaignGroup.Policy => columns.Rule!.Choose(columns, row, consumer),
            CampaignGroup.Explore => Randomisation.Pick(columns.Spec, consumer, columns.Options + 1) - 1,
            CampaignGroup.Fallback => columns.FreeFallback,
            _ => -1,
        };
    }

    /// <summary>Takes a decision made for one consumer at decision time.</summary>
    public void Take(in SingleDecision decision)
    {
        Requests.Remember(decision.Request, decision.Body, decision.Reply);
        if (decision.Reservation is { } reservation) Leases.Reserve(reservation);
        if (decision.Row < 0 || !Campaigns.TryGetValue(decision.Campaign, out var columns)) return;
        columns.SetChoice(decision.Row, decision.Option);
        columns.Totals.Add(decision.Option, decision.Group, decision.CostMicros, decision.ValueMicros);
    }
}
