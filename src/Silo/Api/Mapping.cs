using WorldModel.Client.Wire;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>
/// Between the wire's records and the grains': two contracts, of which one may change without the other.
/// </summary>
internal static class Mapping
{
    private const double MicrosPerUnit = 1e6;

    public static double Currency(long micros) => micros / MicrosPerUnit;

    public static ItemProblem? Wire(Problem? problem) =>
        problem is null ? null : new(problem.Code, problem.Field, problem.Value, problem.Expected);

    public static AsOfInfo? Wire(AsOf? asOf) =>
        asOf is null ? null : new(asOf.Model, asOf.Day, asOf.LastEvent, asOf.Pending);

    public static BeliefEntry Wire(BeliefAnswer a) =>
        new(a.Consumer, Wire(a.AsOf), a.Problem is null ? a.Belief.ToArray() : null, Wire(a.Problem));

    public static PlausibilityEntry Wire(PlausibilityAnswer a) => a.Problem is null
        ? new(a.Consumer, Wire(a.AsOf), a.FreeEnergy, a.Percentile, null)
        : new(a.Consumer, Wire(a.AsOf), null, null, Wire(a.Problem));

    public static CounterfactualEntry Wire(CounterfactualAnswer a) =>
        new(a.Consumer.Length == 0 ? null : a.Consumer, Wire(a.AsOf), [.. a.Outcomes.Select(Wire)], Wire(a.Problem));

    public static CampaignInfo Wire(CampaignStatus s) => new(
        s.Id, s.Stage, s.Requested, s.Progress, s.Round, s.Model, s.Day, s.Audience, s.Budget, s.Spend, s.Value,
        s.ShadowPrice, s.Dual, s.Gap, s.AudienceList,
        [.. s.Treatments.Select(t => new TreatmentSum(
            t.Treatment, t.Consumers, Currency(t.SpendMicros), Currency(t.ValueMicros)))],
        s.Error, s.Notes.Length > 0 ? s.Notes : null);

    public static CampaignReportInfo Wire(CampaignReport r) => new(
        Wire(r.Status!),
        [.. r.Groups.Select(g => new GroupSum(
            g.Group, g.Consumers, Currency(g.SpendMicros), Currency(g.ClaimedMicros)))],
        [.. r.Frontier.Select(f => new FrontierEntry(f.Budget, f.Value, f.ShadowPrice))],
        r.Measured is { } measured ? MeasurementMapping.Wire(measured) : null, r.Notes);

    public static CampaignDecisionItem Wire(CampaignDecision d) =>
        new(d.Consumer, d.Treatment, d.Value, d.Cost, d.Group, d.Propensity, d.Reason, d.ShadowPrice,
            d.DecisionId);

    public static ModelsInfo Wire(ModelStatus s) =>
        new(s.Name, s.Live, s.Previous, s.Candidates, s.Version) { Shadow = s.Shadow };

    public static ShadowCampaign Wire(string campaign, ShadowTally t)
    {
        var differing = ShadowReport.Differing(t);
        return new ShadowCampaign(campaign, t.Model, t.Decisions, differing, (double)differing / t.Decisions,
            Currency(t.ValueMicros), Currency(t.ShadowMicros),
            [.. t.Choices.Select(c => new ShadowChoiceInfo(c.Treatment, c.Shadow, c.Decisions))]);
    }

    public static DecisionAnswer Wire(DecisionItem request, DecisionReply r) => r.Problem is not null
        ? Failed(request, r.Problem)
        : new(request.RequestId, r.DecisionId, r.Treatment, r.Propensity, r.Group, new(r.ReasonCode, r.ReasonText),
            Array.ConvertAll(r.Options, o => new OptionEntry(
                o.Treatment, o.Value, o.Low, o.High, o.Cost, o.Net, o.ExcludedBy, o.Identified)),
            r.ShadowPrice, Wire(r.Budget), Wire(r.AsOf), r.ExpiresAt, null);

    public static DecisionAnswer Failed(DecisionItem request, Problem problem) =>
        new(request.RequestId, null, null, null, null, null, null, null, null, null, null, Wire(problem));

    public static TreatmentMessage Grain(TreatmentItem t) => new(t.Name, Settings(t.Actions));

    public static ActionSetting[] Settings(Dictionary<string, string>? actions) =>
        actions is null ? [] : [.. actions.Select(a => new ActionSetting(a.Key, a.Value))];

    public static AttributeValue[] Attributes(Dictionary<string, string> attributes) =>
        [.. attributes.Select(a => new AttributeValue(a.Key, a.Value))];

    public static CampaignSpec Grain(CampaignItem c) => new(
        c.Id, c.Pool ?? c.Id, c.Budget, c.BudgetPerConsumer, c.Model, c.Day,
        [.. c.Treatments.Select(Grain)],
        [.. c.Values.Select(v => new OutcomeValue(v.Outcome, v.Value, v.Margin))],
        Settings(c.Context), Conditions(c.Audience), c.Holdout, c.Explore, c.Fallback, c.ExpiresHours)
    {
        From = c.From,
        Until = c.Until,
        AudienceList = c.AudienceList,
        Requires = Conditions(c.Requires),
        Caps = [.. (c.Caps ?? []).Select(cap => new FrequencyCap(
            cap.Treatments ?? [], cap.Contacts, cap.Days, cap.Scope))],
        QuietHours = c.QuietHours is { } quiet ? new QuietHours(quiet.From, quiet.To) : null,
        Guard = c.Guard,
    };

    private static TreatmentSpec Grain(CampaignTreatment t) =>
        new(t.Name, Settings(t.Actions), t.Cost, t.CostOutcome) { Requires = Conditions(t.Requires) };

    private static AudienceCondition[] Conditions(AudienceFilter[]? filters) =>
        filters is null ? [] : [.. filters.Select(filter => new AudienceCondition(filter.Attribute, filter.In))];

    private static OutcomeEntry Wire(OutcomeAnswer o) => new(
        o.Treatment, o.Outcome, o.Level, o.LevelLow, o.LevelHigh, o.Uplift, o.UpliftLow, o.UpliftHigh, o.Identified,
        o.Reason);

    private static BudgetInfo? Wire(PoolStatus? p) => p is null
        ? null
        : new(p.Pool, Currency(p.BudgetMicros), Currency(p.ReservedMicros + p.LeasedMicros),
            Currency(p.CommittedMicros), Currency(p.RemainingMicros));
}
