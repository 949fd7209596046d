namespace WorldModel.Models.Learners;

/// <summary>How an honest forest is grown.</summary>
/// <param name="Seed">Tree t draws from stream t of it: the same forest on any number of threads.</param>
public sealed record ForestOptions(ulong Seed)
{
    public int Trees { get; init; } = 200;

    /// <summary>Share of the rows that each tree sees, half of it to split and half to estimate.</summary>
    public double Subsample { get; init; } = .5;

    /// <summary>Least rows of every arm on either side of a split.</summary>
    public int LeastInArm { get; init; } = 5;

    /// <summary>Least share of a node's rows on either side of a split.</summary>
    public double LeastShare { get; init; } = .05;

    /// <summary>Features tried at a split, drawn anew each time; 0: the root of their number plus 1, as grf
    /// does.</summary>
    public int Tried { get; init; }

    /// <summary>Candidate cuts a feature: its quantiles among all rows.</summary>
    public int Bins { get; init; } = 64;

    /// <summary>0: one per core.</summary>
    public int Threads { get; init; }
}
