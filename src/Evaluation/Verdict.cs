using WorldModel.Evaluation.Backtests;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Evaluation;

/// <summary>
/// What the figures say, in words: what to do, and why. Says so where the best is one treatment for all.
/// </summary>
/// <param name="Status">Good: the policy is better than any treatment for all. Bad: it is worse. Else caution.</param>
/// <param name="Sentence">The verdict.</param>
/// <param name="Reasons">The figures it rests on, a sentence each.</param>
public sealed record Verdict(ReportStatus Status, string Sentence, IReadOnlyList<string> Reasons)
{
    /// <summary>The status in a word or two, for a chip.</summary>
    public string StatusText => Status switch
    {
        ReportStatus.Good => "Personalise",
        ReportStatus.Bad => "Do not personalise",
        _ => "No gain shown",
    };

    /// <param name="figures">The figures, intervals included.</param>
    /// <param name="control">The treatment that is no treatment.</param>
    /// <param name="money">How amounts are written.</param>
    public static Verdict Of(
        BacktestFigures figures, string control = BacktestOptions.DefaultControl, Func<double, string>? money = null)
    {
        money ??= amount => ForPeople.Money(amount);
        var best = figures.BestArm;
        var gain = best.LearnedOver;
        var (status, sentence) = gain switch
        {
            _ when gain.Above(0) => (
                ReportStatus.Good,
                $"Let the model choose: it earns {money(gain.Value)} a consumer more than {Rule(best, control)}."),
            _ when gain.Below(0) => (
                ReportStatus.Bad,
                $"{Order(best, control)}: the model's choices earn {money(-gain.Value)} a consumer less."),
            _ => (
                ReportStatus.Caution,
                $"{Order(best, control)}: choosing by consumer adds nothing that these data can show."),
        };
        return new Verdict(status, sentence, [.. ReasonsFrom(figures, best, control, money)]);
    }

    private static IEnumerable<string> ReasonsFrom(
        BacktestFigures figures, ArmValue best, string control, Func<double, string> money)
    {
        yield return $"The learned policy is worth {figures.Learned.Format(money)} a consumer, {Rule(best, control)} " +
            $"{best.Value.Format(money)}; paired difference {best.LearnedOver.Format(money)}.";
        if (best.Arm != control)
        {
            yield return $"{Capital(Rule(best, control))} is worth {best.OverControl.Format(money)} more than nothing" +
                (best.OverControl.Above(0) ? "." : ", which may be chance.");
        }

        yield return Claim(figures, money);
        var ranked = figures.Uplifts.Where(uplift => uplift.Qini.Above(0)).ToArray();
        yield return ranked.Length == 0
            ? "No predicted effect ranks consumers better than chance (no Qini interval is above 0)."
            : "Predicted effects rank consumers better than chance for " +
                string.Join(", ", ranked.Select(uplift => $"{uplift.Arm} on {uplift.Outcome}")) + ".";
        if (figures.LearnedOverToday is { } today)
        {
            yield return $"Against today's policy the difference is {today.Format(money)} a consumer.";
        }
    }

    private static string Claim(BacktestFigures figures, Func<double, string> money)
    {
        var (claimed, delivered) = (figures.Claimed.Value, figures.Learned.Value);
        var text = $"It claimed {money(claimed)} and delivered {money(delivered)}";
        if (!(delivered > 0)) return text + ".";
        var ratio = claimed / delivered - 1;
        return Math.Abs(ratio) < .005
            ? text + ", the same within half a percent."
            : $"{text}: {ForPeople.Percent(Math.Abs(ratio))} too {(ratio > 0 ? "much" : "little")}.";
    }

    private static string Rule(ArmValue arm, string control) => arm.Arm == control
        ? "treating nobody"
        : arm.Share < 1 ? $"{arm.Arm} to a random {ForPeople.Percent(arm.Share)}" : $"{arm.Arm} to all";

    private static string Order(ArmValue arm, string control) =>
        arm.Arm == control ? "Treat nobody" : "Send " + Rule(arm, control);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
