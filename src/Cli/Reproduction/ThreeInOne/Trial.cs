namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>One run of a recipe.</summary>
/// <param name="Data">The world.</param>
/// <param name="ModelSeed">Of everything random in learning.</param>
/// <param name="Scale">How long learners may take.</param>
/// <param name="Stop">Cancelled when the user asks to stop.</param>
/// <param name="Folder">Where what took long to train may be kept for another run.</param>
internal sealed record Trial(
    WorldData Data, ulong ModelSeed, StudyScale Scale, CancellationToken Stop, string Folder);
