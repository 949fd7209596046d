namespace WorldModel.Schema;

/// <summary>What a number of a row tells of.</summary>
public enum NumberKind
{
    /// <summary>An attribute.</summary>
    Attribute,

    /// <summary>How often an outcome happens.</summary>
    Rate,

    /// <summary>Days, or outcomes, with one combination of an outcome's responsiveness actions.</summary>
    Response,
}

/// <summary>A number of a row: it stands behind the visible units, and no Boltzmann machine sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it tells of.</param>
/// <param name="Source">Name of the attribute or outcome it comes from.</param>
public sealed record NumberColumn(string Name, NumberKind Kind, string Source);
