namespace WorldModel.Schema;

/// <summary>What an outcome holds.</summary>
public enum OutcomeKind
{
    /// <summary>It happened on the day, or not.</summary>
    Binary,

    /// <summary>An amount, summed over the day.</summary>
    Amount,
}

/// <summary>Something a consumer does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="WindowDays">Days over which it counts after an action; 1: the action's own day only.</param>
/// <param name="Value">What one (or a unit of the amount) is worth, in currency.</param>
/// <param name="Margin">The share of the value that is kept.</param>
/// <param name="Recency">Units that say how long ago it last happened; null: none.</param>
/// <param name="Cumulative">Units that say how much of it there was; null: none.</param>
/// <param name="Rates">Units that say how often it happens.</param>
/// <param name="Drivers">Actions and derived inputs that may act on it.</param>
/// <param name="Modifiers">Attributes that may modify those effects.</param>
/// <param name="Responsiveness">
/// Actions that work through one responsiveness, of which each consumer's own is estimated from what it did on days
/// with and without them; empty: none.
/// </param>
public sealed record OutcomeSpec(
    string Name, OutcomeKind Kind, int WindowDays, double Value, double Margin, RecencySpec? Recency,
    CumulativeSpec? Cumulative, IReadOnlyList<RateSpec> Rates, IReadOnlyList<string> Drivers,
    IReadOnlyList<string> Modifiers, IReadOnlyList<string> Responsiveness)
{
    /// <summary>Actions and levels of a responsiveness at most: each one doubles what is counted.</summary>
    public const int MostResponsiveness = 4;
}

/// <summary>
/// One unit a threshold, <c>NAME_Nd</c>: on where the days since the outcome, counted 0 on the morning after it, are
/// at most N.
/// </summary>
public sealed record RecencySpec(string Name, IReadOnlyList<int> Days);

/// <summary>
/// One unit a cut, <c>NAME_Nplus</c>: on where the total (times, or amount) up to yesterday is at least N.
/// </summary>
public sealed record CumulativeSpec(string Name, IReadOnlyList<double> Cuts);

/// <summary>
/// A mean per day up to yesterday, as a thermometer: one unit a cut, <c>NAME_CUT</c>, on where the rate is at least
/// the cut.
/// </summary>
/// <param name="Name">Prefix of the units.</param>
/// <param name="HalfLifeDays">After so many days a day counts half; null: all days count alike.</param>
/// <param name="Cuts">Rising cuts.</param>
/// <param name="PriorMean">The rate believed before anything is seen.</param>
/// <param name="PriorDays">How many days of evidence that belief is worth.</param>
/// <param name="AsNumber">
/// Whether the rate also stands in the row as a number, 0 at the prior mean: log odds of a binary outcome's, the
/// inverse hyperbolic sine of an amount's.
/// </param>
public sealed record RateSpec(
    string Name, double? HalfLifeDays, IReadOnlyList<double> Cuts, double PriorMean, double PriorDays,
    bool AsNumber = false);
