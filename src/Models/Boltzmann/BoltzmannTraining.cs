using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>One run of <see cref="BoltzmannTrainer"/>: its rows, its streams and its progress.</summary>
internal sealed class BoltzmannTraining(
    RowSet training, RowSet held, BoltzmannTrainingOptions options, IProgress<TrainingProgress>? progress,
    CancellationToken cancel) : IDisposable
{
    private const int RowsInSlice = 480;

    /// <summary>A joint epoch costs about this many epochs of one restricted machine.</summary>
    private const double JointEpochCost = 6;
    private const double InitialDeviation = .01;
    private readonly ParallelOptions _parallel = Slices.Options(options.Threads, cancel);
    private readonly Crew _crew = new(options.Threads);
    private readonly int[] _layers = [training.Units, .. options.HiddenLayers];
    private double _costDone;

    private double CostTotal =>
        (double)options.Pretraining.Epochs * options.HiddenLayers.Count + JointEpochCost * options.Joint.Epochs;

    public BoltzmannTrainingResult Run()
    {
        if (options.HiddenLayers.Count == 0 || options.HiddenLayers.Any(units => units <= 0))
            throw new ArgumentException("expected hidden layers of at least one unit each");
        var means = training.Means();
        var marginal = Reconstruction.OfMarginals(means, held, _parallel);
        var (machines, layerMeans) = Pretrain(means);
        var assembled = Assembly.Join(machines, layerMeans, options.Joint.Centred);
        var (machine, best, curve) = TrainJointly(assembled, marginal);
        return new BoltzmannTrainingResult(machine, best, marginal, curve, training.Count, options.Seed);
    }

    public void Dispose() => _crew.Dispose();

    /// <summary>Each layer as a restricted machine on one sample of the layer below, drawn once.</summary>
    private (List<BoltzmannMachine> Machines, List<float[]> LayerMeans) Pretrain(double[] means)
    {
        var (machines, rows) = (new List<BoltzmannMachine>(), training);
        var layerMeans = new List<float[]> { Array.ConvertAll(means, mean => (float)mean) };
        for (var l = 1; l < _layers.Length; l++)
        {
            var parameters = Initial(l, means);
            var trainer = new ContrastiveTrainer(parameters, rows, options.Pretraining, 1, Stream(l), _crew, cancel);
            for (var epoch = 0; epoch < options.Pretraining.Epochs; epoch++)
            {
                trainer.RunEpoch(epoch);
                Report("pre-training", 1,
                    $"layer {l} of {_layers.Length - 1}, epoch {epoch + 1} of {options.Pretraining.Epochs}");
            }

            machines.Add(parameters.ToMachine());
            (rows, means) = SampleHidden(machines[^1], rows, Stream(100 + l));
            layerMeans.Add(Array.ConvertAll(means, mean => (float)mean));
        }

        return (machines, layerMeans);
    }

    private CentredParameters Initial(int layer, double[] means)
    {
        var parameters = new CentredParameters([_layers[layer - 1], _layers[layer]]);
        var random = new RandomStream(options.Seed, (ulong)(200 + layer));
        foreach (ref var weight in parameters.Weights(1)) weight = (float)(InitialDeviation * random.NextGaussian());
        // Upper restricted machines start at 0 in the paper; a centred one starts at its data, as the first does.
        if (layer > 1 && !options.Pretraining.Centred) return parameters;
        var biases = parameters.Biases(0);
        for (var i = 0; i < biases.Length; i++) biases[i] = (float)Logit.Of(means[i], Reconstruction.Clip);
        if (!options.Pretraining.Centred) return parameters;
        parameters.SetOffsets(0, Array.ConvertAll(means, mean => (float)mean));
        parameters.SetOffsets(1, [.. Enumerable.Repeat(.5f, _layers[layer])]);
        return parameters;
    }

    private (RowSet Rows, double[] Means) SampleHidden(BoltzmannMachine machine, RowSet rows, ulong seed)
    {
        var meanField = new MeanField(machine, 1);
        var units = machine.HiddenUnits;
        var sample = new float[rows.Count * units];
        var sums = new double[(rows.Count + RowsInSlice - 1) / RowsInSlice][];
        Parallel.For(0, sums.Length, _parallel, slice =>
        {
            var count = Math.Min(RowsInSlice, rows.Count - slice * RowsInSlice);
            var hidden = sample.AsSpan(slice * RowsInSlice * units, count * units);
            meanField.Infer(rows.Block(slice * RowsInSlice, count), count, hidden);
            sums[slice] = new double[units];
            for (var i = 0; i < hidden.Length; i++) sums[slice][i % units] += hidden[i];
            new RandomStream(seed, (ulong)slice).Sample(hidden);
        });
        var means = Enumerable.Range(0, units).Select(unit => sums.Sum(part => part[unit]) / rows.Count);
        return (new RowSet(sample, units, [.. Enumerable.Range(0, rows.Count)]), [.. means]);
    }

    private (BoltzmannMachine Machine, double Best, List<double> Curve) TrainJointly(
        CentredParameters parameters, double marginal)
    {
        var trainer = new ContrastiveTrainer(
            parameters, training, options.Joint, options.Sweeps, Stream(0), _crew, cancel);
        var machine = parameters.ToMachine();
        var best = Reconstruction.OfMachine(machine, options.Sweeps, held, _parallel);
        var (curve, bestEpoch) = (new List<double>(), -1);
        for (var epoch = 0; epoch < options.Joint.Epochs; epoch++)
        {
            trainer.RunEpoch(epoch);
            var candidate = parameters.ToMachine();
            var reconstruction = Reconstruction.OfMachine(candidate, options.Sweeps, held, _parallel);
            curve.Add(reconstruction);
            Report("training", JointEpochCost,
                $"epoch {epoch + 1} of {options.Joint.Epochs}, "
                + $"reconstruction {reconstruction:F4} nats a unit (marginals {marginal:F4})");
            if (epoch == 0 || reconstruction < best) (machine, best, bestEpoch) = (candidate, reconstruction, epoch);
            if (options.Joint.Patience > 0 && epoch - bestEpoch >= options.Joint.Patience) break;
        }

        return (machine, best, curve);
    }

    /// <summary>A seed of its own for each part, drawn from the one seed.</summary>
    private ulong Stream(int part) => new RandomStream(options.Seed, (ulong)(1000 + part)).NextULong();

    private void Report(string stage, double cost, string detail)
    {
        _costDone += cost;
        progress?.Report(new TrainingProgress(stage, Math.Min(1, _costDone / CostTotal), detail));
    }
}
