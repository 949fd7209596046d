using WorldModel.Models.Boltzmann;

namespace WorldModel.Models;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Name of the preset, for the record.</summary>
    public string Preset { get; init; } = "quick";

    /// <summary>How the Boltzmann machine is trained; its seed and threads are taken from here.</summary>
    public BoltzmannTrainingOptions Machine { get; init; } = BoltzmannTrainingOptions.Quick;

    /// <summary>
    /// Last days kept for validation. Where the rows do not span the settling days and twice as many, a fifth of the
    /// consumers instead.
    /// </summary>
    public int ValidationDays { get; init; } = 30;

    /// <summary>
    /// First days that the Boltzmann machine does not see: histories are still filling up, and it would take that for
    /// what consumers do in those months. The heads see them, with the months as nuisance.
    /// </summary>
    public int SettlingDays { get; init; } = 60;

    /// <summary>Who is trained on.</summary>
    public TrainingSplit Split { get; init; } = TrainingSplit.All;

    /// <summary>Training rows whose free energies are kept as the reference of plausibility.</summary>
    public int ReferenceRows { get; init; } = 4096;

    /// <summary>Threads; 0: one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>A few tens of seconds for a few hundred thousand rows on two cores.</summary>
    public static TrainingOptions Quick(ulong seed) => new() { Seed = seed };
}
