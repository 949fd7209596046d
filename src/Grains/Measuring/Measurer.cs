using WorldModel.Allocation;
using WorldModel.Evaluation;
using WorldModel.Evaluation.Campaigns;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Measuring;

/// <summary>Turns the sums of all shards into the figures of a campaign's report.</summary>
internal static class Measurer
{
    private const int Policy = 0;
    private const int Holdout = 2;
    private const string Own = "campaign";

    /// <summary>Null where no consumer has come in yet.</summary>
    public static CampaignMeasurement? Of(
        ConsumerSchema schema, CampaignState state, CampaignMoments moments, PoolStatus pool)
    {
        if (moments.Days.Count == 0) return null;
        var terms = CampaignTerms.Of(schema, state.Spec);
        var from = DateOnly.FromDayNumber(moments.Days.Keys.First());
        var to = DateOnly.FromDayNumber(moments.Days.Keys.Last());
        var lift = LiftEstimate.Of(moments.Groups[Policy], moments.Groups[Holdout], Micros.PerUnit);
        var days = moments.Days.Values;
        var policySpend = Micros.ToDouble(days.Sum(day => day.PolicySpendMicros));
        var policies = Policies(terms, moments);
        return new CampaignMeasurement(
            from, to, Ratio(state.Spec, moments), lift is null ? null : Lift(lift, from, to, policySpend),
            new ClaimFigures(
                Micros.ToDouble(days.Sum(day => day.ClaimedMicros)),
                lift is null ? null : Times(lift.Headline, lift.Treated), SameWindow(moments)),
            policies, Exploration(terms, moments), Days(moments),
            Spending(state, moments, pool, policySpend, to), MoreBudget(state),
            [.. moments.Reasons.Select(reason => new ReasonCount(reason.Key, reason.Value))]);
    }

    private static RatioFigures Ratio(CampaignSpec spec, CampaignMoments moments)
    {
        double[] shares = [1 - spec.Holdout - spec.Explore, spec.Explore, spec.Holdout];
        CampaignGroup[] groups = [CampaignGroup.Policy, CampaignGroup.Explore, CampaignGroup.Holdout];
        // A share that is 0 but for rounding has no member and must not be one.
        DrawnGroup[] drawn = [.. groups.Select((group, i) => new DrawnGroup(
            Words.Of(group), moments.Groups[i].Rows, shares[i] < 1e-12 ? 0 : shares[i]))];
        var found = SampleRatio.Of(drawn);
        return new RatioFigures(
            [.. drawn.Select(group => new GroupShare(group.Name, group.Count, group.Share))],
            Finite(found.ChiSquare), found.P, found.Holds, found.Words);
    }

    private static LiftFigures Lift(LiftEstimate lift, DateOnly from, DateOnly to, double spend)
    {
        var total = Times(lift.Headline, lift.Treated);
        return new LiftFigures(
            $"Worth of a consumer's outcomes from {Schema.Days.Text(from)} to {Schema.Days.Text(to)} if the campaign "
                + "decides for it, less that if it is held out: the mean over the audience, whatever each got, what "
                + "treatments do to later days included, at this budget and under whatever else ran.",
            lift.Treated, lift.Held, lift.TreatedMean, lift.HeldMean, Wire(lift.Headline), Wire(lift.Plain),
            lift.Adjusted is { } adjusted ? Wire(adjusted) : null, lift.Narrowing, total,
            new Figure(total.Value - spend, total.Low - spend, total.High - spend),
            Power.MinimumDetectable(lift.StandardError), Verdict(lift.Headline));
    }

    private static string Verdict(Estimate lift)
    {
        if (lift.Above(0)) return "The campaign brought more than holding out: the interval is above 0.";
        return lift.Below(0)
            ? "The campaign brought less than holding out: the interval is below 0."
            : "The data cannot tell the campaign from holding out: the interval holds 0.";
    }

    /// <summary>What the policy group's decisions brought inside their windows, all of them together.</summary>
    private static Figure? SameWindow(CampaignMoments moments)
    {
        var own = moments.Policies - 1;
        if (moments.Uncovered[0] > 0 || moments.Uncovered[own] > 0) return null;
        if (OffPolicyValue.Of(moments.Values[own], moments.SquaredWeights[own]) is not { } value) return null;
        // A decision of the policy group is one of all decisions that were drawn: the mean is theirs too.
        var share = (double)moments.Groups[Policy].Rows / moments.Groups.Sum(group => group.Rows);
        return Times(value.OverNothing, share * moments.Values[own].Sum(1));
    }

    private static PolicyFigures[] Policies(CampaignTerms terms, CampaignMoments moments) =>
        [.. Enumerable.Range(0, moments.Policies).Select(policy =>
        {
            var name = policy == 0 ? Treatment.None.Name
                : policy == moments.Policies - 1 ? Own : terms.Treatments[policy - 1].Name;
            if (moments.Uncovered[policy] > 0)
            {
                return Silent(name, $"{moments.Uncovered[policy]} decisions had no chance of it: it takes exploration "
                    + "(or, for nothing at all, a hold-out) to tell");
            }

            return OffPolicyValue.Of(moments.Values[policy], moments.SquaredWeights[policy]) is { } value
                ? new PolicyFigures(
                    name, Wire(value.Ips), Wire(value.Snips), Wire(value.DoublyRobust),
                    policy == 0 ? null : Wire(value.OverNothing), Wire(value.MeanWeight), value.EffectiveDecisions,
                    policy == 0 ? null : Power.MinimumDetectable(value.OverNothingError), null)
                : Silent(name, "no decision drawn so far agrees with it");
        })];

    private static PolicyFigures Silent(string name, string reason) =>
        new(name, null, null, null, null, null, 0, null, reason);

    private static ExplorationFigures Exploration(CampaignTerms terms, CampaignMoments moments)
    {
        var total = moments.Explored.Sum();
        OptionCount[] options = [.. moments.Explored.Select((count, i) => new OptionCount(
            i == 0 ? Treatment.None.Name : terms.Treatments[i - 1].Name, count,
            Micros.ToDouble(moments.ExploredExpected[i])))];
        var found = SampleRatio.Of([.. options.Select(option => new DrawnGroup(
            option.Option, option.Decisions, total == 0 ? 0 : option.Expected / total))]);
        var words = total == 0 ? "Nothing was explored."
            : found.Holds ? FormattableString.Invariant(
                $"Exploration gave what it was to give (p = {found.P:0.####}).")
            : FormattableString.Invariant(
                $"Exploration did not give what it was to give (p = {found.P:0.####}): something else decides too.");
        return new ExplorationFigures(options, Finite(found.ChiSquare), found.P, found.Holds, words);
    }

    /// <summary>A day's lift is over the consumers who had come in by then.</summary>
    private static DayFigures[] Days(CampaignMoments moments)
    {
        var entered = CampaignMoments.NewGroups();
        var figures = new List<DayFigures>(moments.Days.Count);
        foreach (var (number, day) in moments.Days)
        {
            for (var group = 0; group < entered.Length; group++) entered[group].Add(day.Groups[group]);
            var lift = LiftEstimate.Of(
                day.Over(Policy, entered[Policy]), day.Over(Holdout, entered[Holdout]), Micros.PerUnit);
            figures.Add(new DayFigures(
                DateOnly.FromDayNumber(number), day.Decisions, Micros.ToDouble(day.SpendMicros),
                Micros.ToDouble(day.ClaimedMicros), lift is null ? null : Times(lift.Headline, lift.Treated)));
        }

        return [.. figures];
    }

    private static SpendFigures Spending(
        CampaignState state, CampaignMoments moments, PoolStatus pool, double policySpend, DateOnly to)
    {
        var spent = Micros.ToDouble(moments.Days.Values.Sum(day => day.SpendMicros));
        var days = moments.Days.Values.Count(day => day.Decisions > 0);
        var (each, left) = (days == 0 ? 0 : spent / days, Micros.ToDouble(pool.RemainingMicros));
        int? daysLeft = state.Spec.Until is { } until ? Math.Max(0, until.DayNumber - to.DayNumber) : null;
        var reach = each > 0 ? left / each : double.PositiveInfinity;
        var words = each == 0 ? "Nothing is spent yet."
            : FormattableString.Invariant($"At {each:0.00} a day what the pool has left lasts {reach:0.#} days")
                + (daysLeft is { } end ? FormattableString.Invariant($"; the campaign has {end} to go.") : ".");
        return new SpendFigures(
            spent, policySpend, each, Micros.ToDouble(pool.BudgetMicros), Micros.ToDouble(pool.CommittedMicros), left,
            daysLeft, words);
    }

    private static BudgetFigures? MoreBudget(CampaignState state)
    {
        if (state.Allocation is not { } allocation) return null;
        var now = new BudgetPoint(
            Micros.ToDouble(allocation.SpendMicros), Micros.ToDouble(allocation.ValueMicros), allocation.ShadowPrice);
        var points = allocation.Frontier.Select(point => new BudgetPoint(point.Budget, point.Value, point.ShadowPrice));
        return BudgetChange.Of(points.Append(now), now.Budget) is { } change
            ? new BudgetFigures(change.Budget, change.Least, change.Most)
            : null;
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : double.MaxValue;

    private static Figure Wire(Estimate estimate) => new(estimate.Value, estimate.Low, estimate.High);

    private static Figure Times(Estimate estimate, double factor) =>
        new(estimate.Value * factor, estimate.Low * factor, estimate.High * factor);
}
