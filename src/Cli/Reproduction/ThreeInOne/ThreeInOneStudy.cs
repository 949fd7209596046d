namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>What is run: a recipe on worlds and with seeds.</summary>
internal sealed record ThreeInOneStudy(IRecipe Recipe, StudyScale Scale, uint[] DataSeeds, ulong[] ModelSeeds)
{
    /// <summary>The paper's, but at quick scale the recipe's own.</summary>
    public WorldSize World { get; init; } = Scale == StudyScale.Quick ? Recipe.QuickWorld : WorldSize.Full;

    /// <summary>Only learners whose name holds one of these texts, separated by semicolons; null: all.</summary>
    public string? Only { get; init; }

    /// <summary>Whether a learner is to be run.</summary>
    public bool Wants(string learner) => Only is null || Only
        .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(part => learner.Contains(part, StringComparison.OrdinalIgnoreCase));

    public int Trials => DataSeeds.Length * ModelSeeds.Length;
}
