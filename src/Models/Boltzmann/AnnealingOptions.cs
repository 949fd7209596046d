namespace WorldModel.Models.Boltzmann;

/// <summary>How long <see cref="AnnealedImportance"/> runs.</summary>
public sealed record AnnealingOptions
{
    /// <summary>Independent runs; they give the error.</summary>
    public int Chains { get; init; } = 256;

    /// <summary>Steps from the base to the machine, evenly spaced in the inverse temperature.</summary>
    public int Temperatures { get; init; } = 5_000;

    public ulong Seed { get; init; } = 1;

    /// <summary>Workers; 0: one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }
}

/// <summary>An estimate of ln Z in nats, with a 95 % interval by drawing chains with replacement.</summary>
/// <param name="LogPartition">ln of the mean weight, base included.</param>
/// <param name="Low">End of the interval.</param>
/// <param name="High">End of the interval.</param>
/// <param name="EffectiveChains">(sum w)^2 / sum w^2: how many chains carry the estimate.</param>
public sealed record PartitionEstimate(double LogPartition, double Low, double High, double EffectiveChains);
