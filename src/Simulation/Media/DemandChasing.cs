namespace WorldModel.Simulation.Media;

/// <summary>Whether those who plan spend follow the demand that there is without media.</summary>
public enum DemandChasing
{
    /// <summary>They do not; demand is part of the noise.</summary>
    None,

    /// <summary>They do, by an index of demand that the table has as a covariate.</summary>
    Observed,

    /// <summary>They do, strongly, and the table does not show it: effects are not identified.</summary>
    Unobserved,
}
