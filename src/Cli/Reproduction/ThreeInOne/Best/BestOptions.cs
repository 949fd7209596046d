using WorldModel.Models.Boltzmann;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>What the better recipe is made of; each part can be left out to see what it carries.</summary>
internal sealed record BestOptions
{
    /// <summary>Rates of each consumer's history, in thermometer code.</summary>
    public bool Rates { get; init; } = true;

    /// <summary>Rates as log odds too, for they act so.</summary>
    public bool Levels { get; init; } = true;

    /// <summary>Age and income as numbers beside their bins, as main effects and as modifiers.</summary>
    public bool Trends { get; init; } = true;

    public bool Belief { get; init; } = true;

    /// <summary>The machine whose belief it is.</summary>
    public MachineKind Machine { get; init; }

    /// <summary>Whether only the top layer is read: else the whole belief.</summary>
    public bool TopOnly { get; init; }

    /// <summary>Whether the belief enters less its regression on the inputs.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>Whether the inputs of the belief stand in the base beside it: else the belief alone.</summary>
    public bool Inputs { get; init; } = true;

    /// <summary>Discounts act through one price; else each action has its own effect on purchases.</summary>
    public bool Price { get; init; } = true;

    /// <summary>Whether the units tell of past days at all: recency, sums, lags.</summary>
    public bool History { get; init; } = true;

    /// <summary>Whether a campaign may also move purchases beside its price.</summary>
    public bool FreeCampaign { get; init; }

    /// <summary>
    /// Whether campaign and coupon may depart from the price under a learned prior: between one price and an effect an
    /// action. Sales may not, for they are days of the calendar.
    /// </summary>
    public bool Departures { get; init; }

    /// <summary>Income as it is beside its logarithm: validation log loss asks for it.</summary>
    public bool PlainIncome { get; init; } = true;

    /// <summary>One responsiveness for campaign, coupon and push; else each has its own modifiers.</summary>
    public bool Shared { get; init; } = true;

    /// <summary>A running estimate of each consumer's departures.</summary>
    public bool Memory { get; init; } = true;

    /// <summary>Whether the base sees the day of the week.</summary>
    public bool Weekdays { get; init; } = true;

    /// <summary>Whether what modifies effects also stands in the base.</summary>
    public bool MainEffects { get; init; } = true;

    /// <summary>The same heads on the 72 units, with neither machine nor rates.</summary>
    public static BestOptions OnUnits { get; } =
        new() { Belief = false, Rates = false, Levels = false, Trends = false };

    /// <summary>The machine at each scale: centred, so that a few epochs do.</summary>
    public static BoltzmannTrainingOptions MachineAt(StudyScale scale) => scale switch
    {
        StudyScale.Full => BoltzmannTrainingOptions.Quick,
        StudyScale.Quick => BoltzmannTrainingOptions.Quick with { RowsMax = 60_000 },
        _ => BoltzmannTrainingOptions.Quick with { RowsMax = 10_000 },
    };
}
