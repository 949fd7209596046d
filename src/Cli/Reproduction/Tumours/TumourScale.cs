namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>How much is simulated and trained.</summary>
/// <param name="Name">quick or full.</param>
/// <param name="Training">Patients to learn from.</param>
/// <param name="Test">Patients whose every treatment of every day is tried.</param>
/// <param name="Followed">Patients whose plans are followed for several days.</param>
/// <param name="Epochs">Passes over the training patients.</param>
/// <param name="Seeds">Seeds where the command line names none.</param>
internal sealed record TumourScale(string Name, int Training, int Test, int Followed, int Epochs, ulong[] Seeds)
{
    /// <summary>The published sizes and seeds.</summary>
    public static TumourScale Full { get; } = new("full", 10_000, 1_000, 1_000, 150, [10, 101, 1010, 10101, 101010]);

    /// <summary>Enough to see that it learns, and how confounding hurts.</summary>
    public static TumourScale Quick { get; } = new("quick", 2_000, 500, 500, 40, [10, 101]);
}
