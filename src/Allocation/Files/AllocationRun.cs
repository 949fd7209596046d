using WorldModel.Allocation.Limits;
using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Allocation.Files;

/// <summary>From a file of uplifts and a budget to decisions and the frontier: the command <c>allocate</c>.</summary>
public static class AllocationRun
{
    /// <summary>Reads and allocates; writes nothing yet.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="uplifts">The input, read.</param>
    /// <param name="time">Measures the seconds.</param>
    /// <param name="stage">Told what is being done.</param>
    /// <exception cref="InputException">An amount is no amount, or limits contradict each other.</exception>
    public static AllocationOutcome Decide(
        AllocationOrder order, UpliftTable uplifts, TimeProvider time, IProgress<string>? stage = null)
    {
        var limits = order.Limits(uplifts);
        stage?.Report("allocating");
        var started = time.GetTimestamp();
        var frontier = Frontier.Of(uplifts.Options);
        var found = limits.IsBudgetAlone
            ? new LimitedAllocation(frontier.At(limits.BudgetMicros), [], 0)
            : LimitedAllocation.Of(uplifts.Options, limits);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        stage?.Report("comparing");
        var more = MoreBudget(found.Plan, frontier, limits);
        var summary = AllocationSummary.Of(found.Plan, seconds) with
        {
            Limits = found.Uses,
            Today = TodaysRule.Of(uplifts, found.Plan, frontier),
            TenPercentMore = more,
            Reasons = Reasons(found),
            Claim = ValueClaim.Of(uplifts, found.Plan),
        };
        return new AllocationOutcome(summary, frontier, found.Plan, uplifts);
    }

    /// <summary>All of it, files included.</summary>
    /// <exception cref="InputException">
    /// What <see cref="Decide"/> refuses, a file that cannot be read, or one with bad rows that are not to be skipped.
    /// </exception>
    public static AllocationOutcome Run(AllocationOrder order, TimeProvider time, IProgress<string>? stage = null)
    {
        stage?.Report("reading");
        var uplifts = UpliftFile.Read(order.Input, stage);
        RefuseBadRows(order, uplifts.Report);
        var outcome = Decide(order, uplifts, time, stage);
        stage?.Report("writing");
        AllocationFiles.Write(order.Output, outcome);
        return outcome;
    }

    /// <exception cref="InputException">There are bad rows, and they are not to be skipped.</exception>
    public static void RefuseBadRows(AllocationOrder order, RowReport report)
    {
        if (order.SkipBadRows || report.Refused == 0) return;
        throw new InputException(order.Input, $"{report.Refused} bad rows, the first: {report.Problems[0]}",
            "good rows only, or --skip-bad-rows to leave the bad ones out");
    }

    private static Dictionary<string, int> Reasons(LimitedAllocation found)
    {
        var mayCap = AllocationReasons.MayCap(found.Uses);
        var reasons = AllocationReasons.All.ToDictionary(reason => reason, _ => 0, StringComparer.Ordinal);
        for (var consumer = 0; consumer < found.Plan.Taken.Length; consumer++)
            reasons[AllocationReasons.Of(found.Plan, consumer, mayCap)]++;
        return reasons;
    }

    private static MoreBudget? MoreBudget(AllocationPlan plan, Frontier frontier, AllocationLimits limits)
    {
        var more = limits with { BudgetMicros = Math.Min(Micros.Largest, limits.BudgetMicros / 10 * 11) };
        if (more.BudgetMicros == limits.BudgetMicros) return null;
        var found = limits.IsBudgetAlone
            ? frontier.At(more.BudgetMicros)
            : LimitedAllocation.Unpriced(plan.Table, more).Plan;
        // What was found for less budget keeps the limits of more of it too, and may have come off better.
        var best = found.Value > plan.Value ? found : plan;
        return new MoreBudget(Micros.ToUnits(more.BudgetMicros), best.Value - plan.Value,
            Micros.ToUnits(best.SpendMicros - plan.SpendMicros));
    }
}

/// <summary>
/// What <see cref="AllocationRun"/> did: the summary for people and files, and what it was made from.
/// </summary>
public sealed record AllocationOutcome(
    AllocationSummary Summary, Frontier Frontier, AllocationPlan Plan, UpliftTable Uplifts);
