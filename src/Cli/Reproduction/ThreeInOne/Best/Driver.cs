namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>Something that a day's actions set and that moves an outcome: an action, a price, their mix.</summary>
/// <param name="Name">As its prior is named.</param>
/// <param name="Value">Of a row under some actions; linear in the actions.</param>
internal sealed record Driver(string Name, DriverValue Value)
{
    /// <summary>Whether it has a coefficient of its own; else only its modifiers have.</summary>
    public bool Own { get; init; } = true;

    /// <summary>What its effect may depend on; null: on nothing.</summary>
    public FeatureTable? Modifiers { get; init; }

    /// <summary>Taken off the value, so that modifiers and base stand apart.</summary>
    public float Centre { get; init; }

    /// <summary>What the value is then divided by.</summary>
    public float Scale { get; init; } = 1;

    public int Columns => (Own ? 1 : 0) + (Modifiers?.Width ?? 0);

    public static Driver Action(string name, int action) => new(name, (_, actions) => actions[action]);
}

/// <summary>A driver's value on a row of the world under some actions.</summary>
internal delegate float DriverValue(int row, ReadOnlySpan<float> actions);
