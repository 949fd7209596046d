namespace WorldModel.Cli.Demo;

/// <summary>What a demo is asked for.</summary>
/// <param name="Seed">Seed of the world; the model is trained with the same.</param>
/// <param name="Consumers">Consumers in the panel.</param>
/// <param name="Days">Days in the panel; the last <see cref="HeldOutDays"/> of them are not trained on.</param>
/// <param name="Out">Folder that gets the report, the results, the model and the silo's store.</param>
/// <param name="Campaign">The campaign's file.</param>
/// <param name="Schema">The schema's file.</param>
internal sealed record DemoOptions(int Seed, int Consumers, int Days, string Out, string Campaign, string Schema)
{
    /// <summary>Streamed, predicted and scored, never trained on.</summary>
    public const int HeldOutDays = 30;

    /// <summary>How the same result is got again.</summary>
    public string CommandLine =>
        $"worldmodel demo --seed {Seed} --consumers {Consumers} --days {Days} --out {Out}";
}
