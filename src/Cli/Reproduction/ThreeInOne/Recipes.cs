using WorldModel.Cli.Reproduction.ThreeInOne.Learners;

namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>The recipes by name. A new one is a class and a line here.</summary>
internal static class Recipes
{
    public static readonly IReadOnlyList<IRecipe> All =
    [
        new PaperRecipe(), new Best.BestRecipe(), new Best.Baselines.BaselineRecipe(), new Best.AblationRecipe(),
        new Best.Worlds.WorldsRecipe(), new Best.Labels.LabelRecipe(),
    ];

    public static string[] Names => [.. All.Select(recipe => recipe.Name)];

    public static IRecipe Named(string name) => All.Single(recipe => recipe.Name == name);
}
