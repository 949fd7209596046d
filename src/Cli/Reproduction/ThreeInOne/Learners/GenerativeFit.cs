using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Learners;

/// <summary>
/// How well a machine knows what consumers look like: pseudo-likelihood, each one-hot group or unit predicted with it
/// hidden, months left out (a month of the test days is never seen in training), against frequencies and against
/// logistic regressions on the rest; and the log likelihood of whole rows by annealed importance sampling, against
/// independent units. All in nats a row; losses are better low, likelihoods high.
/// </summary>
internal static class GenerativeFit
{
    private const int MostRows = 4_096;
    private static readonly string[] OneHot = ["store_", "age_", "income_", "dow_"];

    public static IEnumerable<Figure> Run(Trial trial, BoltzmannMachine machine, int sweeps)
    {
        var data = trial.Data;
        var training = data.Visible(data.Train);
        foreach (var figure in Pieces(trial, machine, sweeps, training)) yield return figure;
        foreach (var figure in Whole(trial, machine, sweeps, data.Visible)) yield return figure;
    }

    /// <summary>The log likelihood of whole rows alone.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="sweeps">Of its mean field.</param>
    /// <param name="read">What the machine reads of some rows, side by side.</param>
    public static IEnumerable<Figure> Whole(
        Trial trial, BoltzmannMachine machine, int sweeps, Func<int[], float[]> read)
    {
        var data = trial.Data;
        var means = Means(read(data.Train), machine.VisibleUnits);
        var start = Array.ConvertAll(means, mean => (float)Logit.Of(mean, 1e-4));
        var partition = AnnealedImportance.LogPartition(machine, start, Annealing(trial), trial.Stop);
        yield return new Figure("generative/ais/logPartition", partition.LogPartition, partition.Low, partition.High);
        yield return new Figure("generative/ais/effectiveChains", partition.EffectiveChains);
        foreach (var (part, rows) in (IEnumerable<(string, int[])>)[("train", data.Train), ("test", data.Test)])
        {
            var visible = read(Some(rows));
            var energy = MeanEnergy(machine, sweeps, visible);
            yield return new Figure(
                $"generative/ais/{part}/logLikelihood", -energy - partition.LogPartition, -energy - partition.High,
                -energy - partition.Low);
            yield return new Figure($"generative/ais/{part}/marginals", MarginalLikelihood(means, visible));
        }
    }

    private static IEnumerable<Figure> Pieces(Trial trial, BoltzmannMachine machine, int sweeps, float[] training)
    {
        var data = trial.Data;
        var groups = Groups(data);
        var test = data.Visible(Some(data.Test));
        var epochs = trial.Scale == StudyScale.Full ? 20 : 8;
        var regressions = ConditionalLogits.Fit(
            groups, training, epochs, new RandomStream(trial.ModelSeed, 91), trial.Stop);
        foreach (var (name, losses) in (IEnumerable<(string, double[])>)
            [("machine", PseudoLikelihood.OfMachine(machine, sweeps, groups, test)),
                ("marginals", PseudoLikelihood.OfMarginals(groups, training, test)),
                ("logistic", regressions.Losses(test))])
        {
            yield return new Figure($"generative/pseudo/{name}", losses.Sum());
            for (var group = 0; group < groups.Count; group++)
            {
                var first = data.UnitNames[groups[group][0]];
                var part = groups[group].Length == 1 ? first : first[..first.IndexOf('_')];
                yield return new Figure($"generative/pseudo/{name}/{part}", losses[group]);
            }
        }
    }

    private static UnitGroups Groups(WorldData data)
    {
        var groups = new List<int[]>();
        foreach (var prefix in OneHot) groups.Add(Named(data, prefix));
        groups.AddRange(
            from unit in Enumerable.Range(0, data.UnitNames.Length)
            where !OneHot.Append("month_").Any(
                prefix => data.UnitNames[unit].StartsWith(prefix, StringComparison.Ordinal))
            select (int[])[unit]);
        return new UnitGroups(data.UnitNames.Length, groups);
    }

    private static int[] Named(WorldData data, string prefix) =>
        [.. Enumerable.Range(0, data.UnitNames.Length).Where(
            unit => data.UnitNames[unit].StartsWith(prefix, StringComparison.Ordinal))];

    private static AnnealingOptions Annealing(Trial trial) => new()
    {
        Seed = trial.ModelSeed,
        Temperatures = trial.Scale switch { StudyScale.Full => 5_000, StudyScale.Quick => 1_000, _ => 100 },
        Chains = trial.Scale == StudyScale.Full ? 256 : 128,
    };

    /// <summary>Rows spread evenly, at most as many as are looked at.</summary>
    private static int[] Some(int[] rows)
    {
        var count = Math.Min(MostRows, rows.Length);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Length / count)])];
    }

    private static double MeanEnergy(BoltzmannMachine machine, int sweeps, float[] visible)
    {
        var rows = visible.Length / machine.VisibleUnits;
        var (belief, energies) = (new float[rows * machine.HiddenUnits], new double[rows]);
        new MeanField(machine, sweeps).Infer(visible, rows, belief);
        FreeEnergy.Variational(machine, visible, belief, rows, energies);
        return energies.Average();
    }

    private static double[] Means(float[] rows, int units)
    {
        var means = new double[units];
        for (var i = 0; i < rows.Length; i++) means[i % units] += rows[i];
        return Array.ConvertAll(means, mean => mean / (rows.Length / units));
    }

    private static double MarginalLikelihood(double[] means, float[] visible)
    {
        var sum = 0.0;
        for (var i = 0; i < visible.Length; i++)
        {
            var mean = Math.Clamp(means[i % means.Length], 1e-4, 1 - 1e-4);
            sum += Math.Log(visible[i] > .5f ? mean : 1 - mean);
        }

        return sum / (visible.Length / means.Length);
    }
}
