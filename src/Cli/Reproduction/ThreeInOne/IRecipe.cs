namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>What is run on one world with one seed: learners that may share what they train.</summary>
internal interface IRecipe
{
    /// <summary>As <c>--recipe</c> names it.</summary>
    string Name { get; }

    /// <summary>How large its world is at quick scale.</summary>
    WorldSize QuickWorld => WorldSize.Small;

    /// <summary>The learners of a trial, in the order in which tables show them. Learning happens later.</summary>
    IReadOnlyList<IWorldLearner> Learners(Trial trial);
}
