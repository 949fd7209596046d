namespace WorldModel.Numerics;

/// <summary>How work over independent slices spreads over threads; results never depend on it.</summary>
public static class Slices
{
    /// <summary>
    /// Options for <see cref="Parallel"/>: at most <paramref name="threads"/> workers, 0 for one per core.
    /// </summary>
    public static ParallelOptions Options(int threads, CancellationToken cancel = default) => new()
    {
        MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount,
        CancellationToken = cancel,
    };
}
