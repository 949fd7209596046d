using WorldModel.Models.MediaMix;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>Whether a fitted mix may be acted on, and why not.</summary>
/// <param name="Trust">The worst of the reasons about the mix, softened for reasons about single channels.</param>
/// <param name="Reasons">Worst first.</param>
public sealed record MixTrust(Trust Trust, IReadOnlyList<TrustReason> Reasons)
{
    /// <summary>Share of the money on channels refused from which the whole mix is.</summary>
    public const double RefusedShare = .25;

    /// <summary>Width of a 90 % interval over the estimate, from which a contribution says little.</summary>
    public const double Wide = 2;

    /// <summary>Weeks under which much of what a window's spend brings comes behind its last week.</summary>
    public const int ShortWindow = 13;

    /// <summary>Whether nothing should be done by it.</summary>
    public bool IsRefused => Trust == Trust.Refused;

    /// <summary>In a word.</summary>
    public string Word => Trust switch
    {
        Trust.Usable => "usable",
        Trust.Caution => "caution",
        _ => "refused",
    };

    /// <summary>Weighs all that can be seen.</summary>
    /// <param name="mix">What was fitted.</param>
    /// <param name="answers">Its answers about all weeks.</param>
    /// <param name="holdOut">How it forecast; null where that was not tried.</param>
    public static MixTrust Of(IFittedMix mix, MixAnswers answers, HoldOut? holdOut)
    {
        var reasons = SpendChecks.Of(mix.Fitted).ToList();
        if (holdOut is not null && holdOut.Error > holdOut.Naive) reasons.Add(Worse(holdOut));
        reasons.AddRange(answers.Channels.Where(IsWide).Select(channel => new TrustReason(
            "wide-interval", channel.Channel, Trust.Caution,
            $"{channel.Channel}: the interval of its contribution is wider than twice the contribution.")));
        if (mix.Convergence is > 1.1 and var rHat)
        {
            reasons.Add(new TrustReason(
                "not-converged", null, rHat > 1.5 ? Trust.Refused : Trust.Caution,
                $"Chains do not agree (R-hat {rHat:F2}, expected 1.1 or less): another seed may give other figures. "
                + "What is known of returns, as priors, or fewer channels may settle it."));
        }

        return new MixTrust(Overall(reasons, answers), [.. reasons.OrderByDescending(reason => reason.Trust)]);
    }

    /// <summary>The same of answers about some weeks: of few of them too much carries over behind the last.</summary>
    public MixTrust About(WeekWindow window) => window.Weeks >= ShortWindow ? this : And(new TrustReason(
        "short-window", null, Trust.Caution,
        $"{window.Weeks} {(window.Weeks == 1 ? "week is" : "weeks are")} asked about: what their spend brings behind "
        + "the last week is not counted, so contributions and returns are too low, most for spend that acts long."));

    /// <summary>
    /// Bounds that leave every channel whose effect is refused what it has: no money moves by what cannot be told.
    /// </summary>
    public BudgetBounds[] Hold(WeeklyTable table, WeekWindow window, BudgetBounds[] bounds) =>
        [.. bounds.Select((own, channel) =>
        {
            if (!Refuses(table.Channels[channel])) return own;
            var spend = table.TotalSpend(channel, window.From, window.To);
            return new BudgetBounds(spend, spend);
        })];

    /// <summary>Whether one channel's effect cannot be told.</summary>
    public bool Refuses(string channel) =>
        Reasons.Any(reason => reason.Trust == Trust.Refused && reason.Channel == channel);

    /// <summary>A channel's name, with that where it is so.</summary>
    public string NameOf(string channel) => Refuses(channel) ? channel + " (refused)" : channel;

    private MixTrust And(TrustReason reason) => new(
        reason.Trust > Trust ? reason.Trust : Trust,
        [.. Reasons.Append(reason).OrderByDescending(own => own.Trust)]);

    private static bool IsWide(ChannelAnswer channel) => channel is { Spend: > 0, Contribution: { Low: { } low } own }
        && own.High!.Value - low > Wide * Math.Abs(own.Value);

    private static TrustReason Worse(HoldOut holdOut) => new(
        "worse-than-naive", null, holdOut.Error > 1.1 * holdOut.Naive ? Trust.Refused : Trust.Caution,
        $"The last {holdOut.Weeks} weeks were forecast with {holdOut.Error:P1} error, "
        + $"last year's weeks alone give {holdOut.Naive:P1}.");

    private static Trust Overall(List<TrustReason> reasons, MixAnswers answers)
    {
        if (reasons.Any(reason => reason is { Channel: null, Trust: Trust.Refused })) return Trust.Refused;
        var refused = reasons.Where(reason => reason.Trust == Trust.Refused)
            .Select(reason => reason.Channel).ToHashSet();
        var money = answers.Channels.Sum(channel => channel.Spend);
        var lost = answers.Channels.Where(channel => refused.Contains(channel.Channel)).Sum(channel => channel.Spend);
        return lost >= RefusedShare * money && lost > 0 ? Trust.Refused
            : reasons.Count > 0 ? Trust.Caution : Trust.Usable;
    }
}
