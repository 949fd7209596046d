using WorldModel.Cli.Reproduction.ThreeInOne.Learners;
using WorldModel.Models.Networks;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

/// <summary>What a world model has to beat, on the units and on the better recipe's own inputs.</summary>
internal sealed class BaselineRecipe : IRecipe
{
    public const string BestOnUnits = "best heads on the units, no DBM";
    public const string Constant = "constant effect";

    public string Name => "baselines";

    public IReadOnlyList<IWorldLearner> Learners(Trial trial)
    {
        var shared = new SharedInputs(trial);
        return
        [
            new RateBaseline(shared),
            new BestLearner(BestOnUnits, shared, BestOptions.OnUnits),
            new BestLearner(BestOnUnits + ", less weekdays", shared, BestOptions.OnUnits with { Weekdays = false }),
            new BestLearner(BestRecipe.NoMachine, shared, new BestOptions { Belief = false }),
            new BestLearner(
                BestRecipe.NoMachine + ", less weekdays", shared,
                new BestOptions { Belief = false, Weekdays = false }),
            new BestLearner(BestRecipe.Best, shared, new BestOptions()),
            .. InputChoice.All.SelectMany(choice => Linear(shared, choice)),
            .. InputChoice.All.SelectMany(choice => Slow(trial, shared, choice)),
        ];
    }

    private static IEnumerable<IWorldLearner> Linear(SharedInputs shared, InputChoice choice) =>
    [
        new GlmBaseline(Constant, shared, choice, GlmEffects.Constant),
        new GlmBaseline("one price", shared, choice, GlmEffects.OnePrice),
        new GlmBaseline("logistic, interactions", shared, choice, GlmEffects.Interactions),
        new RandomSlopes(shared, choice),
    ];

    private static IEnumerable<IWorldLearner> Slow(Trial trial, SharedInputs shared, InputChoice choice)
    {
        var options = Network(trial);
        return
        [
            new NetworkLearner(choice.Named("S-learner, MLP"), () =>
            {
                var features = FeatureTable.Join(shared.Tables(trial, choice, (_, _) => { }));
                var rows = trial.Data.Rows;
                return new InputRows(features.Values, features.Width, rows.Actions, rows.ActionUnits);
            }, options),
            new TwoNetworks(shared, choice, options),
            new MetaLearner(shared, choice, false),
            new MetaLearner(shared, choice, true),
            new ForestBaseline(shared, choice),
        ];
    }

    /// <summary>The paper's network, chosen by log loss and with larger batches: fewer and better epochs.</summary>
    private static OutcomeNetworkOptions Network(Trial trial) => new()
    {
        Seed = trial.ModelSeed,
        Batch = 1024,
        LearningRate = 2e-3f,
        Epochs = trial.Scale switch { StudyScale.Full => 20, StudyScale.Quick => 10, _ => 4 },
        Patience = 4,
        PlateauPatience = 1,
        PlateauFactor = .3f,
        ChosenBy = ValidationScore.LogLoss,
    };
}
