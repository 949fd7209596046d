using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Measuring;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// All that a shard remembers: what its journal's records made of it. Nothing here asks a clock, a model or another
/// grain, so that a replay gives the same state every time.
/// </summary>
internal sealed class ShardState
{
    private readonly int[] _unknown;
    private readonly List<CampaignColumns> _numbered = [];

    public ShardState(ConsumerSchema schema)
    {
        Schema = schema;
        Rows = new ConsumerRows(new StateLayout(schema));
        _unknown = new AttributeResolver(schema).Unknown();
        Leases.Changed += (before, after) => Closings.Apply(this, before, after);
    }

    public ConsumerSchema Schema { get; }

    public ConsumerRows Rows { get; }

    /// <summary>Attribute words of somebody of whom nothing is known.</summary>
    public ReadOnlySpan<int> Unknown => _unknown;

    /// <summary>Campaigns by id.</summary>
    public ByName<CampaignColumns> Campaigns { get; } = new();

    /// <summary>What campaigns are measured by, by id: outlives the columns, which are estimated anew.</summary>
    public ByName<CampaignMeasure> Measures { get; } = new();

    /// <summary>Who stands on which campaign's list.</summary>
    public AudienceLists Lists { get; } = new();

    /// <summary>Who was contacted how often.</summary>
    public ContactBook Contacts { get; } = new();

    /// <summary>Money: leases and reservations. What is over is remembered as long as a request is.</summary>
    public LeaseBook Leases { get; } = new(TimeSpan.TicksPerDay);

    /// <summary>Decisions answered here.</summary>
    public RequestMemory Requests { get; } = new();

    /// <summary>Bodies of the requests whose ids are at home here, by id.</summary>
    public ExpiringMap<UInt128> Claims { get; } = new();

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
        Observe(row, eventId, e, EventPrint.Of(e));

    /// <summary>Takes an event that another one told of: a delivery, of what was done.</summary>
    public ApplyResult Observe(int row, UInt128 eventId, in StateEvent e, ushort print)
    {
        var held = Held(row, e.Day, e.Slot);
        var result = See(Rows[row].Observe(eventId, e, print), e.Day);
        if (result != ApplyResult.Late) Measure(row, e.Day, e.Slot, held, e.Micros);
        if (result != ApplyResult.Late && Leases.HasAwaiting) Deliveries.Convert(this, row, e);
        return result;
    }

    public ApplyResult Describe(int row, UInt128 eventId, int day, ReadOnlySpan<int> attributes) =>
        See(Rows[row].Describe(eventId, day, attributes), day);

    /// <summary>Takes an outcome back, in whole (an amount of 0) or a part.</summary>
    public ApplyResult TakeBack(int row, UInt128 eventId, int day, UInt128 reversed, long asked)
    {
        var named = Rows.Events.Find(row, reversed)!.Value;
        var micros = Reversal.Part(named, asked);
        var held = Held(row, named.Day, named.Slot);
        var result = See(Rows[row].TakeBack(eventId, day, reversed, asked), day);
        if (result != ApplyResult.Late) Measure(row, named.Day, named.Slot, held, -micros);
        return result;
    }

    public void Forget(int row)
    {
        HasForgotten = true;
        var consumer = Rows.Ids[row]!;
        Leases.Forget(ConsumerHash.Of(consumer));
        Lists.Forget(EventHash.Of(consumer));
        Contacts.Forget(row);
        foreach (var measure in Measures.Values) measure.Forget(row);
        foreach (var campaign in Campaigns.Values)
        {
            if (campaign.ChoiceDay(row) is var day and > 0)
                Requests.Vacate(DecisionId.Of(campaign.Spec.Id, consumer, day));
            campaign.Forget(row);
        }

        Rows.Forget(row);
    }

    /// <summary>Lets go what is remembered no longer than until then.</summary>
    public void PassTime(long ticks)
    {
        Requests.Expire(ticks);
        Claims.Expire(ticks);
        var today = (int)(ticks / TimeSpan.TicksPerDay);
        foreach (var measure in Measures.Values)
        {
            if (measure.IsOver(today)) measure.Settle();
        }
    }

    /// <summary>A campaign's columns, made where it is new here.</summary>
    public CampaignColumns Columns(CampaignTerms terms, int? number = null)
    {
        if (Campaigns.TryGetValue(terms.Spec.Id, out var known)) return known;
        var columns = new CampaignColumns(terms, number ?? _numbered.Count);
        while (_numbered.Count <= columns.Number) _numbered.Add(columns);
        _numbered[columns.Number] = columns;
        Measures[terms.Spec.Id] = new CampaignMeasure(terms, Rows.Layout);
        return Campaigns[terms.Spec.Id] = columns;
    }

    /// <summary>Begins a round of a campaign over the rows there are now.</summary>
    public CampaignColumns Begin(CampaignTerms terms, int round, string model, int day)
    {
        var columns = Columns(terms);
        columns.Begin(round, model, day, Rows.Count);
        return columns;
    }

    /// <summary>Ends a campaign on a day: nothing of it is decided any more.</summary>
    public void Close(CampaignTerms terms, int day)
    {
        var columns = Columns(terms);
        // A round may have decided for a day ahead.
        var last = Math.Max(day, columns.Day);
        columns.Close();
        Measures[terms.Spec.Id].Close(last);
        Lists.Drop(terms.Spec.Id);
    }

    /// <summary>Whether a consumer is in a campaign's audience.</summary>
    public bool IsInAudience(CampaignTerms terms, int row) => terms.Audience.Hold(Rows[row].Attributes)
        && (!terms.Spec.AudienceList || Lists.Contains(terms.Spec.Id, EventHash.Of(Rows.Ids[row]!)));

    /// <summary>Why a consumer may not get a treatment on a day; null where it may.</summary>
    public string? Bar(CampaignColumns columns, int row, int option, int day)
    {
        var attributes = Rows[row].Attributes;
        return (columns.Terms.Requires.Unmet(attributes) ?? columns.Terms.Treatments[option].Requires.Unmet(attributes))
            is { } attribute
            ? Bars.Requires(attribute)
            : FullCap(columns, row, option, day) is var cap and >= 0 ? Bars.Cap(cap) : null;
    }

    /// <summary>The first cap that a treatment would break; -1: none.</summary>
    public int FullCap(CampaignColumns columns, int row, int option, int day)
    {
        var caps = columns.Terms.Caps;
        var name = columns.Terms.Treatments[option].Name;
        for (var i = 0; i < caps.Length; i++)
        {
            if (!caps[i].Counts(name)) continue;
            if (Contacts.Count(row, caps[i], day, columns.Number, _numbered) >= caps[i].Contacts) return i;
        }

        return -1;
    }

    /// <summary>An estimated row comes into the campaign's measure, in the group that it draws.</summary>
    public void Enter(CampaignColumns columns, int row)
    {
        if (columns.Group(row) == CampaignGroup.Outside) return;
        var group = Randomisation.Group(columns.Terms, Rows.Ids[row]!);
        Measures[columns.Spec.Id].Enter(row, columns.Day, group, columns.Untreated(row), Rows[row].State);
    }

    /// <summary>Decides the rows of a scan that are not decided yet; pure in the columns and the rule.</summary>
    public void Decide(CampaignColumns columns, int to)
    {
        for (var row = columns.Decided; row < to; row++)
        {
            var group = columns.Group(row);
            if (group == CampaignGroup.Outside || columns.Choice(row, columns.Day) is not null) continue;
            var option = Option(columns, row, group);
            if (option >= 0 && Bar(columns, row, option, columns.Day) is not null)
            {
                // Others have contacted it since the estimate, or it has changed: that is not this round's draw.
                columns.Stop(row);
                (group, option) = (CampaignGroup.Stopped, -1);
            }

            var cost = option < 0 ? 0 : columns.Costs(row)[option];
            var value = option < 0 ? 0 : columns.Values(row)[option];
            columns.ScanSpend += cost;
            value = value <= CampaignColumns.Barred ? 0 : value;
            Take(columns, row, option, columns.Day, isScan: true);
            columns.Totals.Add(option, group, cost, value);
            Measure(columns, row, group, option, cost, value);
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
            CampaignGroup.Explore => Explored(columns, row, consumer),
            CampaignGroup.Fallback or CampaignGroup.Unfamiliar => columns.FreeFallback,
            _ => -1,
        };
    }

    /// <summary>Takes a decision made for one consumer at decision time.</summary>
    public void Take(in SingleDecision decision)
    {
        var answer = new RequestMemory.Answered(decision.Body, decision.Reply, decision.Place);
        Requests.Remember(decision.Request, answer, decision.Until);
        if (decision.Reservation is { } reservation)
            Leases.Reserve(reservation with { CostMicros = decision.CostMicros });
        Measure(decision);
        if (decision.Row < 0 || !Campaigns.TryGetValue(decision.Campaign, out var columns)) return;
        if (decision.Shadow is { } shadow) columns.Shadows.Add(decision.Option, decision.ValueMicros, shadow);
        Take(columns, decision.Row, decision.Option, decision.Day, isScan: false);
        columns.Totals.Add(decision.Option, decision.Group, decision.CostMicros, decision.ValueMicros);
    }

    /// <summary>Takes a contact back that did not come about: it counts for no cap any more.</summary>
    public void NotContacted(int row, string campaign, int option, UInt128 decision)
    {
        if (!Campaigns.TryGetValue(campaign, out var columns)) return;
        var consumer = Rows.Ids[row]!;
        foreach (var contact in Contacts.Of(row))
        {
            if (contact.Campaign != columns.Number || contact.Option != option) continue;
            if (DecisionId.Of(campaign, consumer, contact.Day) != decision) continue;
            Contacts.Remove(row, contact);
            return;
        }
    }

    /// <summary>
    /// The money of a decision that a scan took and that nothing was said of yet; null: there is none. A scan commits
    /// what it decides, so nothing of it expires; it is known as long as a cap may count it.
    /// </summary>
    public Reservation? Scanned(int row, UInt128 decision)
    {
        var consumer = Rows.Ids[row]!;
        foreach (var contact in Contacts.Of(row))
        {
            if (!contact.IsScan) continue;
            var columns = _numbered[contact.Campaign];
            if (DecisionId.Of(columns.Spec.Id, consumer, contact.Day) != decision) continue;
            var treatment = columns.Terms.Treatments[contact.Option];
            // What a conversion was expected to cost is known as long as the round's columns are.
            var cost = treatment.CostOutcome < 0 ? treatment.CostMicros
                : contact.Day == columns.Day && row < columns.Estimated ? columns.Costs(row)[contact.Option] : 0;
            var day = DateOnly.FromDayNumber(contact.Day + CapTerms.MostDays);
            return new Reservation(
                decision, columns.Spec.Pool, columns.Spec.Id, ConsumerHash.Of(consumer), contact.Option, cost,
                day.ToDateTime(TimeOnly.MinValue).Ticks)
            {
                IsScan = true,
            };
        }

        return null;
    }

    private void Take(CampaignColumns columns, int row, int option, int day, bool isScan)
    {
        columns.SetChoice(row, option, day);
        if (option >= 0)
            Contacts.Add(row, new ContactBook.Contact(day, columns.Number, (short)option, isScan));
    }

    private static int Explored(CampaignColumns columns, int row, string consumer)
    {
        var pick = Randomisation.Pick(columns.Terms, consumer, columns.Day, columns.Open(row) + 1);
        if (pick == 0) return -1;
        var values = columns.Values(row);
        for (var option = 0; ; option++)
        {
            if (values[option] != CampaignColumns.Barred && --pick == 0) return option;
        }
    }

    private void Measure(in SingleDecision decision)
    {
        if (decision.IsRepeated || !Measures.TryGetValue(decision.Campaign, out var measure)) return;
        var reason = ReplyCodec.Reason(decision.Reply);
        if (decision.Row < 0 || decision.Figures is not { } figures)
        {
            measure.Sums.Count(reason);
            return;
        }

        var state = Rows[decision.Row].State;
        var group = Randomisation.Group(measure.Terms, Rows.Ids[decision.Row]!);
        // A state may have an event of tomorrow; what is decided today is of today.
        measure.Enter(decision.Row, decision.Day, group, figures.Untreated, state);
        measure.Decide(new MeasuredDecision
        {
            Row = decision.Row,
            Day = decision.Day,
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
        var isDrawn = EstimateRecord.HasValues(group);
        var policy = group == CampaignGroup.Policy || !isDrawn ? option : Option(columns, row, CampaignGroup.Policy);
        Measures[columns.Spec.Id].Decide(new MeasuredDecision
        {
            Row = row,
            Day = columns.Day,
            Group = isDrawn ? group : CampaignGroup.Fallback,
            Option = option,
            Policy = policy,
            Eligible = columns.OpenMask(row),
            Propensity = ScanDecision.Propensity(this, columns, row, option),
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
