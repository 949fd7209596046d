using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Campaigns;

/// <summary>A campaign's state in the words of its contract.</summary>
internal static class CampaignReporter
{
    public static CampaignStatus Status(CampaignState state, double progress)
    {
        var allocation = state.Allocation;
        // Until its round is decided an allocation is a plan on top of what earlier rounds have decided.
        var plan = state.Stage is CampaignStage.Decided or CampaignStage.Closed ? null : allocation;
        var spend = state.Treatments.Sum(total => total.SpendMicros) + (plan?.SpendMicros ?? 0);
        var value = state.Treatments.Sum(total => total.ValueMicros) + (plan?.ValueMicros ?? 0);
        var dual = allocation?.DualMicros ?? 0;
        return new CampaignStatus(
            state.Spec.Id, state.Stage, state.Requested, progress, state.Round, state.Model, state.Day, state.Audience,
            Micros.ToDouble(state.BudgetMicros), Micros.ToDouble(spend), Micros.ToDouble(value),
            allocation?.ShadowPrice ?? 0, Micros.ToDouble(dual),
            Micros.ToDouble(dual - (allocation?.ValueMicros ?? 0)), state.Spec.AudienceList, state.Treatments,
            state.Error);
    }

    /// <summary>
    /// Says of a campaign without a budget of its own where its money must come from (a pool of that name may be made
    /// after it, so one that was meant otherwise cannot be refused), and of one with more than it needs what that buys.
    /// </summary>
    public static IEnumerable<string> MoneyNotes(CampaignState state)
    {
        var spec = state.Spec;
        if (spec.Treatments.All(treatment => treatment.Cost == 0)) yield break;
        if (state.Allocation is { ShadowPrice: < 1 and var price })
        {
            yield return $"The budget is ample: at a shadow price of {Numbers.Text(Math.Round(price, 4))}, below 1, "
                + "treatments are given also to consumers who bring less than they cost.";
        }

        if (spec.Budget is null && spec.BudgetPerConsumer is null && state.BudgetMicros == 0
            && state.Stage != CampaignStage.Closed)
        {
            yield return $"No budget is stated: it spends what the pool '{spec.Pool}' has when it is allocated, and "
                + "pays for nothing while that has no budget.";
        }
    }

    public static CampaignReport Report(CampaignState state, CampaignStatus status, CampaignMeasurement? measured)
    {
        var notes = new List<string>(status.Notes);
        if (state.Stage is not (CampaignStage.Decided or CampaignStage.Closed))
            notes.Add($"The campaign is {state.Stage}: groups are counted once it is decided.");
        if (state.Groups.FirstOrDefault(group => group.Group == "fallback") is { Consumers: > 0 } fallback)
            notes.Add($"{fallback.Consumers} got the fallback: their state no longer reached the day decided for, " +
                "they had been contacted as often as they may be, or a guard kept them back.");
        if (state.Error is { } error) notes.Add(error);
        return new CampaignReport(
            status, state.Groups, state.Allocation?.Frontier ?? [], measured, [.. notes],
            null);
    }

    public static TreatmentTotal[] Sum(IEnumerable<TreatmentTotal[]> shards) =>
    [
        .. shards.SelectMany(totals => totals.Select((total, place) => (total, place)))
            .GroupBy(item => item.place, item => item.total)
            .OrderBy(group => group.Key)
            .Select(group => new TreatmentTotal(group.First().Treatment, group.Sum(t => t.Consumers),
                group.Sum(t => t.SpendMicros), group.Sum(t => t.ValueMicros))),
    ];

    public static GroupTotal[] Sum(IEnumerable<GroupTotal[]> shards) =>
    [
        .. shards.SelectMany(totals => totals.Select((total, place) => (total, place)))
            .GroupBy(item => item.place, item => item.total)
            .OrderBy(group => group.Key)
            .Select(group => new GroupTotal(group.First().Group, group.Sum(t => t.Consumers),
                group.Sum(t => t.SpendMicros), group.Sum(t => t.ClaimedMicros))),
    ];
}
