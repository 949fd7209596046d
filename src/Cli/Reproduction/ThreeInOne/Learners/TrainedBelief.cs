using WorldModel.Models.Boltzmann;
using WorldModel.Models.Networks;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Learners;

/// <summary>
/// A Boltzmann machine trained on a trial's training rows and, frozen, the belief of every row; both are made when they
/// are first asked for and shared by the trial's learners.
/// </summary>
internal sealed class TrainedBelief(Trial trial, BoltzmannTrainingOptions options)
{
    private const int RowsInSlice = 960;
    private readonly Lock _gate = new();
    private BoltzmannTrainingResult? _machine;
    private float[]? _belief;

    public Trial Trial { get; } = trial;

    public int Sweeps { get; } = options.Sweeps;

    /// <summary>The machine; trained on the first call, which <paramref name="progress"/> is told of.</summary>
    public BoltzmannTrainingResult Machine(Action<double, string>? progress = null)
    {
        lock (_gate) return _machine ??= Kept(progress);
    }

    /// <summary>Heads read all hidden layers and the day's actions.</summary>
    public InputRows All() => Inputs(0);

    /// <summary>Heads read the top layer and the day's actions.</summary>
    public InputRows Top() => Inputs(Machine().Machine.HiddenUnits - Machine().Machine.Layers[^1]);

    private BoltzmannTrainingResult Kept(Action<double, string>? progress)
    {
        var file = new MachineFile(Trial, options);
        if (file.Read() is { } kept) return kept;
        var trained = Train(progress);
        file.Write(trained);
        return trained;
    }

    private BoltzmannTrainingResult Train(Action<double, string>? progress)
    {
        var data = Trial.Data;
        return BoltzmannTrainer.Train(
            data.Visible(data.Train), data.Rows.Units, options, data.Visible(data.Validation),
            progress is null ? null : new Told(progress), Trial.Stop);
    }

    private InputRows Inputs(int from)
    {
        lock (_gate) _belief ??= Believe();
        var (rows, units) = (Trial.Data.Rows, Machine().Machine.HiddenUnits);
        if (from == 0) return new InputRows(_belief, units, rows.Actions, rows.ActionUnits);
        var part = new float[rows.Rows * (units - from)];
        for (var row = 0; row < rows.Rows; row++)
            _belief.AsSpan(row * units + from, units - from).CopyTo(part.AsSpan(row * (units - from)));
        return new InputRows(part, units - from, rows.Actions, rows.ActionUnits);
    }

    private float[] Believe()
    {
        var (rows, meanField) = (Trial.Data.Rows, new MeanField(Machine().Machine, Sweeps));
        var (units, belief) = (meanField.HiddenUnits, new float[rows.Rows * meanField.HiddenUnits]);
        Parallel.For(0, (rows.Rows + RowsInSlice - 1) / RowsInSlice, Slices.Options(0, Trial.Stop), slice =>
        {
            var from = slice * RowsInSlice;
            var count = Math.Min(RowsInSlice, rows.Rows - from);
            meanField.Infer(
                rows.Visible.AsSpan(from * rows.Units, count * rows.Units), count,
                belief.AsSpan(from * units, count * units));
        });
        return belief;
    }

    /// <summary>Reports on the caller's thread: a report may throw to stop the work.</summary>
    private sealed class Told(Action<double, string> progress) : IProgress<Models.TrainingProgress>
    {
        public void Report(Models.TrainingProgress value) =>
            progress(value.Fraction, $"{value.Stage}, {value.Detail}");
    }
}
