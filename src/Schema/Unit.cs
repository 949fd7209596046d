namespace WorldModel.Schema;

/// <summary>What a visible unit tells of.</summary>
public enum UnitGroup
{
    Attribute,
    Calendar,
    Recency,
    Cumulative,
    Rate,
    Lag,
}

/// <summary>A visible unit.</summary>
/// <param name="Name">Its name, e.g. <c>store_3</c>, <c>visited_within_7d</c>, <c>push_lag2</c>.</param>
/// <param name="Group">What it tells of.</param>
/// <param name="Source">Name of the attribute, calendar part, outcome or action it comes from.</param>
/// <param name="Lag">Of a lag unit: how many days back; else 0.</param>
public sealed record Unit(string Name, UnitGroup Group, string Source, int Lag = 0);
