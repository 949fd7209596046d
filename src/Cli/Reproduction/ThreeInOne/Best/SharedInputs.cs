using WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// What the learners of one trial share: inputs, and one machine's belief, made when first asked for.
/// </summary>
/// <param name="trial">The trial.</param>
/// <param name="calendar">
/// Whether the machine sees months and weekdays. It need not: they say nothing of the consumer, a month that was never
/// seen moves every belief, and a belief that knows the day can carry what the day's prices do.
/// </param>
internal sealed class SharedInputs(Trial trial, bool calendar = false)
{
    private readonly Dictionary<InputChoice, FeatureTable[]> _chosen = [];
    private readonly Lazy<WorldInputs> _inputs = new(() => new WorldInputs(trial.Data));
    private BeliefTable? _belief;
    private FeatureTable? _residual;

    public WorldInputs Inputs => _inputs.Value;

    /// <summary>The machine's inputs: units and thermometers.</summary>
    public FeatureTable MachineInputs => field ??= FeatureTable.Join(
        Inputs.Units.Where((_, group) => calendar || group is not (FeatureGroups.Month or FeatureGroups.Weekday)),
        Inputs.Rates);

    /// <summary>A baseline's inputs.</summary>
    public FeatureTable[] Tables(Trial of, InputChoice choice, Action<double, string> progress)
    {
        if (_chosen.TryGetValue(choice, out var tables)) return tables;
        FeatureTable[] all = choice.Ours
            ? [Inputs.Units, Inputs.Drift, Inputs.Rates, Inputs.Levels, Inputs.MainTrends, Residual(of, progress),
                Remembered]
            : [Inputs.Units];
        var joined = FeatureTable.Join(all);
        return _chosen[choice] =
            [choice.Weekdays ? joined : joined.Where((_, group) => group != FeatureGroups.Weekday)];
    }

    /// <summary>What the state remembers of each consumer, from the heads without the machine.</summary>
    private FeatureTable Remembered => field ??= BestLearner.Remembered(
        trial.Data, Inputs, [Inputs.Units, Inputs.Drift, Inputs.Rates, Inputs.Levels, Inputs.MainTrends]);

    public BeliefTable Belief(Trial of, Action<double, string> progress) => _belief ??= BeliefTable.Train(
        of, MachineInputs, BestOptions.Machine(of.Scale), progress);

    public FeatureTable Residual(Trial of, Action<double, string> progress) =>
        _residual ??= Belief(of, progress).Residual(FeatureTable.Join(Inputs.Units, Inputs.Rates), of.Data.Train);
}
