namespace WorldModel.Cli.Demo.Findings;

/// <summary>
/// The demo's answer in words: one sentence, then the checks. A rule that beats the allocation, or a claim that is not
/// delivered, is said here with its reason and never left out.
/// </summary>
internal static class DemoVerdict
{
    /// <summary>How far from the true probabilities' AUC a prediction may be.</summary>
    public const double AucTolerance = 0.025;

    /// <summary>How far claimed and delivered value may lie apart.</summary>
    public const double ClaimTolerance = 0.10;

    public static string Sentence(DemoFindings found)
    {
        var (own, best) = (found.Allocation, found.BestRule);
        var share = own.Delivered / found.Oracle.Delivered;
        var treated = found.Campaign.Treatments.Where(t => t.Treatment != "none").Sum(t => t.Consumers);
        var lead = own.Delivered > best.Delivered
            ? $"{own.Delivered / best.Delivered - 1:0%} above the best other rule ({best.Name}: {best.Delivered:F2}"
                + $"{(best.AheadLow <= 0 ? ", too close to call for other consumers" : "")})"
            : $"less than {best.Name}, which brings {best.Delivered:F2},";
        return $"Treat {treated:N0} of {found.Campaign.Audience:N0} consumers: {own.Spend:F2} spent truly brings "
            + $"{own.Delivered:F2}, {lead} and {share:0%} of what perfect knowledge would.";
    }

    public static IReadOnlyList<DemoCheck> Checks(DemoFindings found) =>
        [Auc(found), Spend(found), Lead(found), Claim(found), Gap(found)];

    private static DemoCheck Auc(DemoFindings found)
    {
        var p = found.Prediction;
        var worst = Math.Max(p.VisitAucOracle - p.VisitAuc, p.PurchaseAucOracle - p.PurchaseAuc);
        return new DemoCheck("prediction", worst <= AucTolerance,
            $"AUC on {p.Rows:N0} streamed consumer-days: visit {p.VisitAuc:F4} (true probabilities "
            + $"{p.VisitAucOracle:F4}), purchase {p.PurchaseAuc:F4} ({p.PurchaseAucOracle:F4})");
    }

    private static DemoCheck Spend(DemoFindings found) =>
        new("budget", found.Campaign.Spend <= found.Campaign.Budget + 1e-9,
            $"spent {found.Campaign.Spend:F2} of {found.Campaign.Budget:F2}");

    private static DemoCheck Lead(DemoFindings found)
    {
        var best = found.BestRule;
        if (best.Ahead > 0)
        {
            return new DemoCheck("rules", true, $"above every rule; {best.Ahead:F2} above {best.Name} "
                + $"(95 % interval {best.AheadLow:F2} to {best.AheadHigh:F2})");
        }
        var chance = best.AheadHigh > 0
            ? "within what the choice of consumers alone can do"
            : "more than the choice of consumers alone can do";
        return new DemoCheck("rules", false, $"{best.Name} wins by {-best.Ahead:F2} "
            + $"({-best.AheadHigh:F2} to {-best.AheadLow:F2}), {chance}; {Why(found)}");
    }

    private static DemoCheck Claim(DemoFindings found)
    {
        var own = found.Allocation;
        var over = own.Overclaim ?? double.PositiveInfinity;
        var why = Math.Abs(over) <= ClaimTolerance ? "" : $"; {Why(found)}{Untold(found)}";
        return new DemoCheck("claim", Math.Abs(over) <= ClaimTolerance,
            $"{Parts(found)}; delivers {own.Delivered:F2}, so the claim is {Math.Abs(over):0.0%} too "
            + $"{(over > 0 ? "high" : "low")}{why}");
    }

    private static DemoCheck Gap(DemoFindings found) =>
        new("optimality", found.Campaign.Gap <= found.LargestValue + 1e-9,
            $"no allocation could claim more than {found.Campaign.Dual:F2}; the gap of {found.Campaign.Gap:F4} "
            + $"is at most one option's value ({found.LargestValue:F4})");

    private static string Parts(DemoFindings found)
    {
        var claim = found.Claim.Correction;
        return $"the sum of the chosen estimates is {claim.Raw:F2}; choosing the largest of noisy estimates flatters "
            + $"them by {claim.Optimism:F2}; claimed {found.Allocation.Claimed:F2} ({claim.Low:F2} to {claim.High:F2})";
    }

    /// <summary>What the model could not know because the campaign's context does not say it.</summary>
    private static string Untold(DemoFindings found) => found.Claim.StoreCampaigns == 0
        ? ""
        : $"; the model was not told that stores run a campaign for {found.Claim.StoreCampaigns:0%} of the consumers "
            + $"that day: without it the same choices would bring {found.Claim.Undisturbed:F2}";

    /// <summary>Of the treatments given, the one whose claim is furthest from the truth.</summary>
    private static string Why(DemoFindings found)
    {
        var worst = found.Claims.Where(c => c.Consumers > 0).MaxBy(c => Math.Abs(c.Claimed - c.Delivered));
        return worst is null
            ? "nobody was treated"
            : $"the largest error is {worst.Treatment}: {worst.Consumers:N0} consumers, claimed {worst.Claimed:F2}, "
                + $"true {worst.Delivered:F2}, of which its effect over all consumers explains a factor of "
                + $"{worst.ClaimedOnAverage / worst.TrueOnAverage:F2}";
    }
}
