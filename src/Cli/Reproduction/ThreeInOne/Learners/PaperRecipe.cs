using WorldModel.Models.Networks;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Learners;

/// <summary>
/// The paper's recipe (three-in-one, section 2): one Boltzmann machine, its belief frozen, heads on all hidden layers
/// or on the top one, and beside them the same network on the visible units (the S-learner).
/// </summary>
internal sealed class PaperRecipe : IRecipe
{
    public string Name => "paper";

    public WorldSize QuickWorld => WorldSize.Full;

    public IReadOnlyList<IWorldLearner> Learners(Trial trial)
    {
        var belief = new TrainedBelief(trial, PaperOptions.Machine(trial));
        var heads = PaperOptions.Heads(trial);
        return
        [
            new MachineLearner(belief),
            new NetworkLearner(Full, belief.All, heads),
            new NetworkLearner(Top, belief.Top, heads),
            new NetworkLearner(Mlp, () => RawInputs(trial), heads),
        ];
    }

    public const string Full = "DBM, all layers";
    public const string Top = "DBM, top layer";
    public const string Mlp = "MLP on the units";

    private static InputRows RawInputs(Trial trial)
    {
        var rows = trial.Data.Rows;
        return new InputRows(rows.Visible, rows.Units, rows.Actions, rows.ActionUnits);
    }
}
