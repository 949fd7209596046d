namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>What is run: a recipe on worlds and with seeds.</summary>
internal sealed record ThreeInOneStudy(IRecipe Recipe, StudyScale Scale, uint[] DataSeeds, ulong[] ModelSeeds)
{
    public WorldSize World { get; init; } = Scale == StudyScale.Full ? WorldSize.Full : WorldSize.Quick;

    public int Trials => DataSeeds.Length * ModelSeeds.Length;
}
