using WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;
using WorldModel.Models.Boltzmann;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// What the learners of one trial share: inputs, and a machine's belief, made when first asked for and kept until
/// another kind of machine is asked for. The standard machine does not see months and weekdays: they say nothing of the
/// consumer, a month that was never seen moves every belief, and a belief that knows the day can carry what the day's
/// prices do.
/// </summary>
internal sealed class SharedInputs(Trial trial)
{
    private readonly Dictionary<InputChoice, FeatureTable[]> _chosen = [];
    private readonly Lazy<WorldInputs> _inputs = new(() => new WorldInputs(trial.Data));
    private MachineKind _kind;
    private BeliefTable? _belief;
    private FeatureTable? _residual;

    public WorldInputs Inputs => _inputs.Value;

    /// <summary>What a machine reads.</summary>
    public FeatureTable MachineInputs(MachineKind kind) => kind switch
    {
        MachineKind.Units => Inputs.Units,
        MachineKind.Calendar => FeatureTable.Join(Inputs.Units, Inputs.Rates),
        MachineKind.RawRates => FeatureTable.Join(Timeless, Inputs.RatesAsUnits),
        _ => StandardInputs,
    };

    /// <summary>A baseline's inputs.</summary>
    public FeatureTable[] Tables(Trial of, InputChoice choice, Action<double, string> progress)
    {
        if (_chosen.TryGetValue(choice, out var tables)) return tables;
        FeatureTable[] all = choice.Ours
            ? [Inputs.Units, Inputs.Drift, Inputs.Rates, Inputs.Levels, Inputs.MainTrends,
                Residual(of, MachineKind.Standard, progress), Remembered]
            : [Inputs.Units];
        var joined = FeatureTable.Join(all);
        return _chosen[choice] =
            [choice.Weekdays ? joined : joined.Where((_, group) => group != FeatureGroups.Weekday)];
    }

    public BeliefTable Belief(Trial of, MachineKind kind, Action<double, string> progress)
    {
        if (_belief is not null && _kind == kind) return _belief;
        (_kind, _residual) = (kind, null);
        return _belief = BeliefTable.Train(of, MachineInputs(kind), OptionsOf(kind, of.Scale), progress);
    }

    /// <summary>The belief less its regression on everything that a machine may read.</summary>
    public FeatureTable Residual(Trial of, MachineKind kind, Action<double, string> progress)
    {
        var belief = Belief(of, kind, progress);
        return _residual ??= belief.Residual(FeatureTable.Join(Inputs.Units, Inputs.Rates), of.Data.Train);
    }

    private FeatureTable StandardInputs => field ??= FeatureTable.Join(Timeless, Inputs.Rates);

    private FeatureTable Timeless => field ??= Inputs.Units.Where(
        (_, group) => group is not (FeatureGroups.Month or FeatureGroups.Weekday));

    /// <summary>What the state remembers of each consumer, from the heads without the machine.</summary>
    private FeatureTable Remembered => field ??= BestLearner.Remembered(
        trial.Data, Inputs, [Inputs.Units, Inputs.Drift, Inputs.Rates, Inputs.Levels, Inputs.MainTrends]);

    private static BoltzmannTrainingOptions OptionsOf(MachineKind kind, StudyScale scale)
    {
        var options = BestOptions.MachineAt(scale);
        return kind != MachineKind.Uncentred
            ? options
            : options with
            {
                Pretraining = options.Pretraining with { Centred = false },
                Joint = options.Joint with { Centred = false },
            };
    }
}
