using WorldModel.Models.Boltzmann;
using WorldModel.Models.Heads;
using WorldModel.Numerics;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models;

/// <summary>
/// Training rows to a frozen model: the Boltzmann machine on the rows kept for fitting, beliefs of all rows, the heads
/// (fitted, validated, refitted on all rows), overlap, and the reference of plausibility. The same seed and rows give
/// the same model for any number of threads.
/// </summary>
public sealed class TrainingPipeline
{
    private const int InferRows = 1024;
    private const double MachineShare = 0.7;

    private readonly TrainingSet _rows;
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly ValidationSplit _validation;
    private readonly Encoder _encoder;
    private ResponseDepartures? _departures;

    private TrainingPipeline(TrainingSet rows, TrainingOptions options, IProgress<TrainingProgress>? progress)
    {
        _rows = rows;
        _options = options;
        _progress = progress;
        _encoder = new Encoder(rows.Schema);
        _validation = ValidationSplit.Of(rows, options.ValidationDays, options.SettlingDays);
    }

    /// <summary>Trains on the rows of the consumers that <see cref="TrainingOptions.Split"/> names.</summary>
    /// <exception cref="InputException">No row is left to train on, or none to validate on.</exception>
    public static FrozenModel Train(
        TrainingSet rows, TrainingOptions options, IProgress<TrainingProgress>? progress = null)
    {
        if (options.Split.Share < 1.0)
        {
            var kept = Array.ConvertAll(rows.Consumers, options.Split.Contains);
            rows = rows.Select([.. Enumerable.Range(0, rows.Rows).Where(row => kept[rows.Consumer[row]])]);
        }

        return new TrainingPipeline(rows, options, progress).Run();
    }

    private FrozenModel Run()
    {
        var trained = TrainMachine();
        var machine = trained.Machine;
        Report("beliefs", MachineShare, $"{_rows.Rows:N0} rows");
        var view = new MachineView(_encoder, machine.VisibleUnits);
        var belief = Beliefs(new MeanField(machine, _options.Machine.Sweeps), view);
        Report("memory", 0.74, "responsiveness of consumers");
        var memories = ResponseFit.Of(_rows, _validation.Fit, _options.Threads);
        var (heads, outcomes) = FitHeads(machine.HiddenUnits, belief, memories);
        Report("overlap", 0.95, "propensities of actions");
        var overlap = OverlapDiagnosis.Of(_rows, _options.Threads);
        var plausibility = Reference(machine, view);
        Report("done", 1.0, $"{heads.Length} heads");
        return new FrozenModel(
            _rows.Schema, machine, _options.Machine.Sweeps, heads, overlap, plausibility,
            Record(trained, outcomes), memories);
    }

    private BoltzmannTrainingResult TrainMachine()
    {
        var settled = _rows.Day.Min() + _options.SettlingDays;
        var fit = _validation.ByDay
            ? Array.FindAll(_validation.Fit, row => _rows.Day[row] >= settled)
            : _validation.Fit;
        var units = MachineView.Undated(_encoder).Length;
        var view = new MachineView(_encoder, units);
        var visible = new float[(long)fit.Length * units];
        for (var i = 0; i < fit.Length; i++)
            view.Gather(_rows.VisibleRow(fit[i]), 1, visible.AsSpan(i * units, units));
        var options = _options.Machine with { Seed = _options.Seed, Threads = _options.Threads };
        return BoltzmannTrainer.Train(visible, units, options, progress: Within(0.0, MachineShare));
    }

    private Scaled? Within(double from, double to) => _progress is null ? null : new Scaled(_progress, from, to);

    /// <summary>Maps a part's progress to its share of the whole.</summary>
    private sealed class Scaled(IProgress<TrainingProgress> whole, double from, double to) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            whole.Report(value with { Fraction = from + ((to - from) * value.Fraction) });
    }

    private float[] Beliefs(MeanField meanField, MachineView view)
    {
        var belief = new float[(long)_rows.Rows * meanField.HiddenUnits];
        var batches = (_rows.Rows + InferRows - 1) / InferRows;
        Parallel.For(0, batches, Slices.Options(_options.Threads), batch =>
        {
            var start = batch * InferRows;
            var count = Math.Min(InferRows, _rows.Rows - start);
            view.Infer(
                meanField, _rows.Visible.AsSpan(start * _rows.Width, count * _rows.Width), count,
                belief.AsSpan(start * meanField.HiddenUnits, count * meanField.HiddenUnits), []);
        });
        return belief;
    }

    private (OutcomeHead[] Heads, OutcomeRecord[] Records) FitHeads(
        int hiddenUnits, float[] belief, ResponseMemory[] memories)
    {
        var rules = new HeadRules(_rows, BeliefScaling.Of(belief, hiddenUnits), memories);
        _departures = memories.Length > 0 ? new ResponseDepartures(memories, _rows, _options.Threads) : null;
        var outcomes = _rows.Schema.Outcomes;
        var heads = new OutcomeHead[outcomes.Count];
        var records = new OutcomeRecord[outcomes.Count];
        for (var o = 0; o < heads.Length; o++)
        {
            Report("heads", 0.75 + (0.2 * o / heads.Length), outcomes[o].Name);
            var spec = rules.For(outcomes[o]);
            var first = Fit(spec, o, belief, _validation.Fit, null);
            var shown = DriftingMonths.Freeze(first, spec.Design, _rows, _validation.Fit);
            var auc = Auc(spec.Design, shown, o, belief);
            var all = _validation.Held.Length == 0 ? first : Fit(spec, o, belief, null, first);
            all = DriftingMonths.Freeze(all, spec.Design, _rows, null);
            heads[o] = new OutcomeHead(outcomes[o].Name, spec.Design, all);
            records[o] = new OutcomeRecord(outcomes[o].Name, auc, MeanOf(o), all.Determined, all.Iterations);
        }

        return (heads, records);
    }

    private GeneralisedLinear Fit(
        HeadSpec spec, int outcome, float[] belief, int[]? selection, GeneralisedLinear? start)
    {
        var kind = _rows.Schema.Outcomes[outcome].Kind;
        var family = kind == OutcomeKind.Binary ? OutcomeFamily.Binary : OutcomeFamily.Amount;
        return GeneralisedLinear.Fit(
            Design(spec.Design, belief, selection), Targets(outcome, selection), family, spec.Groups, _options.Threads,
            start);
    }

    private double Auc(HeadDesign design, GeneralisedLinear fit, int outcome, float[] belief)
    {
        var held = Design(design, belief, _validation.Held);
        var scores = new float[held.Rows];
        Parallel.For(0, held.Rows, Slices.Options(_options.Threads), row =>
        {
            Span<float> features = stackalloc float[held.Features];
            held.Write(row, features);
            var eta = 0.0;
            for (var i = 0; i < features.Length; i++)
                eta += features[i] * fit.Coefficients[i];
            scores[row] = (float)eta;
        });
        return RankAuc.Of(scores, Targets(outcome, _validation.Held));
    }

    private HeadRows Design(HeadDesign design, float[] belief, int[]? selection) => new(
        design, _rows.Visible, belief, _rows.Actions, _rows.ActionUnits, _rows.Derived, _rows.DerivedInputs, selection,
        _departures);

    private float[] Targets(int outcome, int[]? selection)
    {
        var targets = new float[selection?.Length ?? _rows.Rows];
        for (var i = 0; i < targets.Length; i++)
            targets[i] = _rows.OutcomeRow(selection?[i] ?? i)[outcome];
        return targets;
    }

    private double MeanOf(int outcome) => Targets(outcome, null).Average(value => (double)value);

    private Plausibility Reference(BoltzmannMachine machine, MachineView view)
    {
        var count = Math.Min(_options.ReferenceRows, _rows.Rows);
        var energies = new float[count];
        var meanField = new MeanField(machine, _options.Machine.Sweeps);
        double Energy(ReadOnlySpan<float> visible) =>
            HistoryEnergy.Of(machine, meanField, view, _encoder, visible);
        Parallel.For(0, count, Slices.Options(_options.Threads), i =>
        {
            var row = (int)((long)i * _rows.Rows / count);
            energies[i] = (float)Energy(_rows.VisibleRow(row));
        });

        Array.Sort(energies);
        var separation = FieldShuffle.Auc(
            _rows, _validation.Held, Energy, _encoder, _options.Seed, Slices.Options(_options.Threads));
        return new Plausibility(energies, separation);
    }

    private TrainingRecord Record(BoltzmannTrainingResult trained, OutcomeRecord[] outcomes) => new(
        _options.Seed, _options.Preset, _rows.Schema.Hash, _rows.Rows, _rows.Consumer.Distinct().Count(),
        DateOnly.FromDayNumber(_rows.Day.Min()), DateOnly.FromDayNumber(_rows.Day.Max()),
        new MachineRecord(
            [.. _options.Machine.HiddenLayers], _options.Machine.Sweeps, trained.TrainingRows, trained.Reconstruction,
            trained.MarginalReconstruction, trained.Epochs.Count),
        _validation.Held.Length, _validation.Rule, outcomes, _options.Split);

    private void Report(string stage, double fraction, string detail) =>
        _progress?.Report(new TrainingProgress(stage, fraction, detail));
}
