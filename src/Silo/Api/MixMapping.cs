using WorldModel.Client.Wire;
using WorldModel.Evaluation;
using WorldModel.Evaluation.MediaMix;
using WorldModel.Silo.Mixes;

namespace WorldModel.Silo.Api;

/// <summary>A mix's answers as the wire has them; the same figures as <c>mmm</c> writes to results.json.</summary>
internal static class MixMapping
{
    public static MixInfo Wire(HostedMix mix)
    {
        var table = mix.Fit.Mix.Fitted;
        return new MixInfo(
            mix.Name, mix.Hash, mix.Fit.Mix.Model, mix.Fit.Seed, table.OutcomeName, table.Channels, table.Week(0),
            table.Week(table.Weeks - 1), table.Weeks, mix.Trust.Word, Reasons(mix.Trust),
            new MixHoldOut(mix.Fit.HoldOut.Weeks, mix.Fit.HoldOut.Error, mix.Fit.Ridge.Error, mix.Fit.HoldOut.Naive));
    }

    public static MixReportInfo Wire(HostedMix mix, MixAnswers answers) => new(
        mix.Name, mix.Hash, mix.Fit.Mix.Model, mix.Trust.About(answers.Window).Word,
        Reasons(mix.Trust.About(answers.Window)), From(mix, answers.Window),
        To(mix, answers.Window), Figure(answers.Expected), Figure(answers.Media), Figure(answers.Interaction),
        [.. answers.Channels.Select(channel => new MixChannel(
            channel.Channel, channel.Spend, Figure(channel.Contribution), Figure(channel.Share),
            IfAny(channel.Roi), IfAny(channel.MarginalRoi)))]);

    public static MixCurvesInfo Wire(HostedMix mix, WeekWindow window, IEnumerable<ResponseCurve> curves) => new(
        mix.Name, mix.Hash, mix.Fit.Mix.Model, mix.Trust.About(window).Word, Reasons(mix.Trust.About(window)),
        From(mix, window), To(mix, window),
        [.. curves.Select(curve => new MixCurve(curve.Channel, [.. curve.Points.Select(point => new MixPoint(
            point.Multiple, point.Spend, Figure(point.Outcome), IfAny(point.Roi), point.Observed))]))]);

    public static MixPlanInfo Wire(HostedMix mix, WeekWindow window, BudgetPlan? plan) => new(
        mix.Name, mix.Hash, mix.Fit.Mix.Model, mix.Trust.About(window).Word, Reasons(mix.Trust.About(window)),
        From(mix, window), To(mix, window),
        plan is null ? null : new MixPlan(
            Figure(plan.Gain), plan.GainLikely,
            [.. plan.Channels.Select((channel, i) => new MixBudget(
                channel, plan.Current[i], plan.Planned[i], plan.Bounds[i].Low, plan.Bounds[i].High))]));

    private static DateOnly From(HostedMix mix, WeekWindow window) => mix.Fit.Mix.Fitted.Week(window.From);

    private static DateOnly To(HostedMix mix, WeekWindow window) => mix.Fit.Mix.Fitted.Week(window.To - 1);

    private static MixReason[] Reasons(MixTrust trust) =>
    [
        .. trust.Reasons.Select(reason => new MixReason(
            reason.Code, reason.Channel, reason.Trust.ToString().ToLowerInvariant(), reason.Sentence)),
    ];

    private static MixFigure? IfAny(Estimate? estimate) => estimate is { } known ? Figure(known) : null;

    private static MixFigure Figure(Estimate estimate) =>
        new(Finite(estimate.Value), Finite(estimate.Low), Finite(estimate.High));

    private static double? Finite(double? number) => number is { } known && double.IsFinite(known) ? known : null;
}
