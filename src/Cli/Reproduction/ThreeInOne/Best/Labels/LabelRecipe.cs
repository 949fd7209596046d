namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Labels;

/// <summary>
/// What the machine adds: heads on its belief against heads on its inputs, by how many labels there are.
/// </summary>
internal sealed class LabelRecipe : IRecipe
{
    public string Name => "labels";

    public IReadOnlyList<IWorldLearner> Learners(Trial trial)
    {
        var shared = new SharedInputs(trial);
        return
        [
            new LabelLearner("all attributes known", shared, MachineKind.Standard, 0),
            new LabelLearner("30 % of attributes hidden", shared, MachineKind.Standard, .3),
            new LabelLearner("the paper's 72 units", shared, MachineKind.Units, 0),
            new LabelLearner("the paper's 72 units, 30 % hidden", shared, MachineKind.Units, .3),
        ];
    }
}
