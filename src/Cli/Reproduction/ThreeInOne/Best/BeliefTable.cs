using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// The whole belief of a Boltzmann machine on some binary inputs, all rows. <see cref="Residual"/> is what a linear
/// regression on the inputs leaves of it: only another way to write the same heads, but then the belief cannot carry
/// days and months past the priors that shrink them.
/// </summary>
internal sealed class BeliefTable
{
    private const int RowsInSlice = 960;
    private const int RowsInChunk = 32_768;
    private const double Ridge = 1e-3;

    /// <summary>The group of the top layer's columns; those below share one a layer too.</summary>
    public const string TopGroup = FeatureGroups.Belief + ", top layer";

    private BeliefTable(BoltzmannMachine machine, FeatureTable whole) => (Machine, Whole) = (machine, whole);

    public BoltzmannMachine Machine { get; }

    /// <summary>Mean-field probabilities of all hidden units.</summary>
    public FeatureTable Whole { get; }

    public static BeliefTable Train(
        Trial trial, FeatureTable inputs, BoltzmannTrainingOptions options, Action<double, string> progress)
    {
        var trained = BoltzmannTrainer.Train(
            inputs.Gather(trial.Data.Train), inputs.Width, options with { Seed = trial.ModelSeed },
            inputs.Gather(trial.Data.Validation), new Told(progress), trial.Stop);
        return Of(trained.Machine, inputs, options.Sweeps);
    }

    public static BeliefTable Of(BoltzmannMachine machine, FeatureTable inputs, int sweeps)
    {
        var (meanField, rows) = (new MeanField(machine, sweeps), inputs.Rows);
        var (units, belief) = (meanField.HiddenUnits, new float[rows * meanField.HiddenUnits]);
        Parallel.For(0, (rows + RowsInSlice - 1) / RowsInSlice, Slices.Options(0), slice =>
        {
            var from = slice * RowsInSlice;
            var count = Math.Min(RowsInSlice, rows - from);
            meanField.Infer(
                inputs.Values.AsSpan(from * inputs.Width, count * inputs.Width), count,
                belief.AsSpan(from * units, count * units));
        });
        return new BeliefTable(machine, new FeatureTable(
            [.. Enumerable.Range(0, units).Select(unit => $"belief {unit}")], [.. Groups(machine)], belief));
    }

    private static IEnumerable<string> Groups(BoltzmannMachine machine) =>
        from layer in Enumerable.Range(1, machine.HiddenLayers)
        let name = layer == machine.HiddenLayers ? TopGroup : $"{FeatureGroups.Belief}, layer {layer}"
        from unit in Enumerable.Range(0, machine.Layers[layer])
        select name;

    /// <summary>The belief less its regression on columns, scaled to variance 1 over the rows fitted on.</summary>
    public FeatureTable Residual(FeatureTable columns, int[] fitted)
    {
        var coefficients = Regress(columns, fitted);
        var (width, units) = (columns.Width, Whole.Width);
        return FeatureTable.Of(Whole.Rows, Whole.Names, Whole.Groups, (row, to) =>
        {
            var x = columns.Row(row);
            var left = to.Span;
            Whole.Row(row).CopyTo(left);
            for (var i = 0; i <= width; i++)
            {
                var value = i < width ? x[i] : 1;
                if (value == 0) continue;
                var line = coefficients.AsSpan(i * units, units);
                for (var unit = 0; unit < units; unit++) left[unit] -= value * line[unit];
            }
        }).Standardised(fitted);
    }

    /// <summary>Least squares of every unit on columns and a constant, (columns + 1) x units.</summary>
    private float[] Regress(FeatureTable columns, int[] fitted)
    {
        const int block = 512;
        var (size, units) = (columns.Width + 1, Whole.Width);
        var width = size + units;
        var chunks = new double[(fitted.Length + RowsInChunk - 1) / RowsInChunk][];
        Parallel.For(0, chunks.Length, Slices.Options(0), chunk =>
        {
            var (rows, own) = (new float[block * width], new float[size * width]);
            var sum = chunks[chunk] = new double[size * width];
            var end = Math.Min(fitted.Length, (chunk + 1) * RowsInChunk);
            for (var from = chunk * RowsInChunk; from < end; from += block)
            {
                var count = Math.Min(block, end - from);
                for (var i = 0; i < count; i++)
                {
                    var to = rows.AsSpan(i * width, width);
                    columns.Row(fitted[from + i]).CopyTo(to);
                    to[size - 1] = 1;
                    Whole.Row(fitted[from + i]).CopyTo(to[size..]);
                }

                Array.Clear(own);
                Gemm.MultiplyTransposedA(rows, count, size, width, rows, width, width, own, width);
                for (var i = 0; i < sum.Length; i++) sum[i] += own[i];
            }
        });

        // In the chunks' order: the same bits on any number of threads.
        var products = new double[size * width];
        foreach (var chunk in chunks)
            for (var i = 0; i < products.Length; i++) products[i] += chunk[i];
        return Solve(products, size, units, fitted.Length);
    }

    private static float[] Solve(double[] products, int size, int units, int rows)
    {
        var gram = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            products.AsSpan(i * (size + units), size).CopyTo(gram.AsSpan(i * size));
            gram[i * size + i] += Ridge * rows / size;
        }

        Cholesky.Factor(gram, size);
        var (coefficients, right) = (new float[size * units], new double[size]);
        for (var unit = 0; unit < units; unit++)
        {
            for (var i = 0; i < size; i++) right[i] = products[i * (size + units) + size + unit];
            Cholesky.Solve(gram, size, right);
            for (var i = 0; i < size; i++) coefficients[i * units + unit] = (float)right[i];
        }

        return coefficients;
    }

    /// <summary>Reports on the caller's thread: a report may throw to stop the work.</summary>
    private sealed class Told(Action<double, string> progress) : IProgress<Models.TrainingProgress>
    {
        public void Report(Models.TrainingProgress value) =>
            progress(value.Fraction, $"{value.Stage}, {value.Detail}");
    }
}
