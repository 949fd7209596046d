namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>What is run: a recipe on worlds and with seeds.</summary>
internal sealed record ThreeInOneStudy(IRecipe Recipe, StudyScale Scale, uint[] DataSeeds, ulong[] ModelSeeds)
{
    /// <summary>The paper's at every scale: a smaller one has too few consumers to rank by price.</summary>
    public WorldSize World { get; init; } = WorldSize.Full;

    /// <summary>Only learners whose name holds this text; null: all.</summary>
    public string? Only { get; init; }

    public int Trials => DataSeeds.Length * ModelSeeds.Length;
}
