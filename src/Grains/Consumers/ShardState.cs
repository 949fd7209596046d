using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Measuring;
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

    /// <summary>What campaigns are measured by, by id: outlives the columns, which are estimated anew.</summary>
    public SortedDictionary<string, CampaignMeasure> Measures { get; } = new(StringComparer.Ordinal);

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

    public ApplyResult Observe(int row, UInt128 eventId, in StateEvent e)
    {
        var held = Held(row, e.Day, e.Slot);
        var result = See(Rows[row].Observe(eventId, e), e.Day);
        if (result != ApplyResult.Late) Measure(row, e.Day, e.Slot, held, e.Micros);
        if (result != ApplyResult.Late && Leases.HasAwaiting) Deliveries.Convert(this, row, e);
        return result;
    }

    public ApplyResult Describe(int row, UInt128 eventId, int day, ReadOnlySpan<int> attributes) =>
        See(Rows[row].Describe(eventId, day, attributes), day);

    public ApplyResult TakeBack(int row, UInt128 eventId, int day, UInt128 reversed, long micros)
    {
        var named = Rows.Events.Find(row, reversed)!.Value;
        var held = Held(row, named.Day, named.Slot);
        var result = See(Rows[row].TakeBack(eventId, day, reversed, micros), day);
        if (result != ApplyResult.Late) Measure(row, named.Day, named.Slot, held, -micros);
        return result;
    }

    public void Forget(int row)
    {
        HasForgotten = true;
        Leases.Forget(ConsumerHash.Of(Rows.Ids[row]!));
        foreach (var measure in Measures.Values) measure.Forget(row);
        Rows.Forget(row);
        foreach (var campaign in Campaigns.Values) campaign.Forget(row);
    }

    /// <summary>Begins a campaign's columns over the rows there are now.</summary>
    public CampaignColumns Begin(CampaignTerms terms, string model, int day)
    {
        if (!Measures.ContainsKey(terms.Spec.Id)) Measures[terms.Spec.Id] = new CampaignMeasure(terms, Rows.Layout);
        return Campaigns[terms.Spec.Id] = new CampaignColumns(terms, model, day, Rows.Count);
    }

    /// <summary>An estimated row comes into the campaign's measure, in the group that it draws.</summary>
    public void Enter(CampaignColumns columns, int row)
    {
        if (columns.Group(row) == CampaignGroup.Outside) return;
        var group = Randomisation.Group(columns.Spec, Rows.Ids[row]!);
        Measures[columns.Spec.Id].Enter(row, columns.Day, group, columns.Untreated(row), Rows[row].State);
    }

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
            Measure(columns, row, group, option, cost, value == CampaignColumns.Excluded ? 0 : value);
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
        Measure(decision);
        if (decision.Row < 0 || !Campaigns.TryGetValue(decision.Campaign, out var columns)) return;
        columns.SetChoice(decision.Row, decision.Option);
        columns.Totals.Add(decision.Option, decision.Group, decision.CostMicros, decision.ValueMicros);
    }

    private void Measure(in SingleDecision decision)
    {
        if (!Measures.TryGetValue(decision.Campaign, out var measure)) return;
        var reason = ReplyCodec.Reason(decision.Reply);
        if (decision.Row < 0 || decision.Figures is not { } figures)
        {
            measure.Sums.Count(reason);
            return;
        }

        var state = Rows[decision.Row].State;
        var group = Randomisation.Group(measure.Spec, Rows.Ids[decision.Row]!);
        measure.Enter(decision.Row, figures.Day, group, figures.Untreated, state);
        measure.Decide(new MeasuredDecision
        {
            Row = decision.Row,
            Day = figures.Day,
            Group = decision.Group,
            Option = decision.Option,
            Policy = figures.Policy,
            Eligible = figures.Eligible,
            Propensity = figures.Propensity,
            Untreated = figures.Untreated,
            Values = figures.Values,
            CostMicros = decision.CostMicros,
            ValueMicros = decision.ValueMicros,
            Reason = reason,
        }, state);
    }

    private void Measure(CampaignColumns columns, int row, CampaignGroup group, int option, long cost, long value)
    {
        var policy = group is CampaignGroup.Policy or CampaignGroup.Fallback
            ? option
            : Option(columns, row, CampaignGroup.Policy);
        Measures[columns.Spec.Id].Decide(new MeasuredDecision
        {
            Row = row,
            Day = columns.Day,
            Group = group,
            Option = option,
            Policy = policy,
            Eligible = ulong.MaxValue,
            Propensity = Randomisation.Propensity(columns.Spec, option, policy, true, columns.Options + 1),
            Untreated = columns.Untreated(row),
            Values = columns.Values(row),
            CostMicros = cost,
            ValueMicros = value,
            Reason = Words.OfScan(group, option),
        }, Rows[row].State);
    }

    /// <summary>What a day holds of an outcome, before an event; 0 where nobody measures it.</summary>
    private long Held(int row, int day, int slot)
    {
        var outcome = slot - Rows.Layout.Actions.Units;
        return Measures.Count == 0 || outcome < 0 ? 0 : Rows.Layout.Held(Rows[row].State, day, outcome);
    }

    /// <summary>Tells the measures what an event changed; of an outcome that no day holds, all of it.</summary>
    private void Measure(int row, int day, int slot, long before, long micros)
    {
        var outcome = slot - Rows.Layout.Actions.Units;
        if (Measures.Count == 0 || outcome < 0) return;
        var state = Rows[row].State;
        var after = Rows.Layout.Tracks(slot) ? Rows.Layout.Held(state, day, outcome) : before + micros;
        foreach (var measure in Measures.Values) measure.Observe(row, day, outcome, before, after, state);
    }
}
