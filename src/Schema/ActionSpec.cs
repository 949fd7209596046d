namespace WorldModel.Schema;

/// <summary>How it came about that a consumer got an action.</summary>
public enum Assignment
{
    /// <summary>By chance, whatever is known of the consumer.</summary>
    Randomised,

    /// <summary>By somebody's choice or rule, known in part.</summary>
    Observed,
}

/// <summary>Something done to a consumer on a day.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Levels">Its levels; empty: binary.</param>
/// <param name="Assignment">How consumers came to get it.</param>
/// <param name="Propensity">Of a randomised action: its known probability; null where it is not one number.</param>
/// <param name="Cost">
/// Cost in currency of a contact, or of a conversion where <paramref name="CostOutcome"/> is set.
/// </param>
/// <param name="CostOutcome">The outcome that makes the cost due; null: the contact does.</param>
/// <param name="Runs">
/// The days on which it is on for everybody, where the calendar decides that and nobody's choice does; else null.
/// </param>
public sealed record ActionSpec(
    string Name, IReadOnlyList<string> Levels, Assignment Assignment, double? Propensity, double Cost,
    string? CostOutcome, CalendarRule? Runs)
{
    public bool IsBinary => Levels.Count == 0;

    /// <summary>Entries in an action vector: one, or one a level.</summary>
    public int Units => IsBinary ? 1 : Levels.Count;

    /// <summary>On for everybody by the calendar: part of the surroundings, never an option.</summary>
    public bool IsEnvironment => Runs is not null;
}
