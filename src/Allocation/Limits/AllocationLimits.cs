namespace WorldModel.Allocation.Limits;

/// <summary>
/// What an allocation must keep to besides its budget. Each limit that binds has a price of its own, so that one
/// order of steps no longer serves them all: <see cref="LimitedAllocation"/> says what is claimed then.
/// </summary>
public sealed record AllocationLimits
{
    /// <summary>What may be spent in all.</summary>
    public required long BudgetMicros { get; init; }

    /// <summary>What must be spent in all, even where it is worth less than it costs; null: no such limit.</summary>
    public long? MinSpendMicros { get; init; }

    /// <summary>Value in all must be at least so many times the spend; null: no such limit.</summary>
    public double? Roi { get; init; }

    /// <summary>At most so many consumers get a treatment; null: no such limit.</summary>
    public long? ContactCap { get; init; }

    /// <summary>Caps on treatments and groups.</summary>
    public IReadOnlyList<AllocationCap> Caps { get; init; } = [];

    /// <summary>What caps may name consumers by: their segment, or the campaign on a shared pool.</summary>
    public IReadOnlyList<ConsumerGroups> Groups { get; init; } = [];

    internal bool IsBudgetAlone => MinSpendMicros is null && Roi is null && ContactCap is null && Caps.Count == 0;
}

/// <summary>At most so much for a treatment, a group, or a treatment within a group.</summary>
/// <param name="Treatment">The treatment's name; null: every one.</param>
/// <param name="Group">Kind and name of a group; null: every consumer.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Most">Micros or consumers.</param>
public sealed record AllocationCap(string? Treatment, (string Kind, string Name)? Group, CapUnit Unit, long Most)
{
    /// <summary>As people name it: <c>coupon</c>, <c>segment:young</c>.</summary>
    public string Name => Group is not { } group ? Treatment ?? "all"
        : $"{group.Kind}:{group.Name}" + (Treatment is null ? "" : "/" + Treatment);
}

/// <summary>What a cap counts.</summary>
public enum CapUnit
{
    /// <summary>The cost of what is given.</summary>
    Money,

    /// <summary>Consumers who get it.</summary>
    Consumers,
}

/// <summary>Which group of a kind each consumer is in.</summary>
/// <param name="Kind">Such as segment.</param>
/// <param name="Names">The groups.</param>
/// <param name="Of">Per consumer of the table a place among the names.</param>
public sealed record ConsumerGroups(string Kind, string[] Names, int[] Of);
