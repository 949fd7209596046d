using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// How well rows are known piece by piece (Besag 1975): the mean of -ln p(group | all other units), group by group, in
/// nats. By a machine it is the softmax of minus the free energies of all values that the group could take: exact for
/// one hidden layer, by the variational bound for more.
/// </summary>
public static class PseudoLikelihood
{
    /// <summary>Losses of a machine, one a group.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="sweeps">Mean-field sweeps of a belief.</param>
    /// <param name="groups">What is hidden in turn.</param>
    /// <param name="visible">Rows x units, each group with a value.</param>
    /// <param name="threads">Workers; 0: one per core.</param>
    public static double[] OfMachine(
        BoltzmannMachine machine, int sweeps, UnitGroups groups, float[] visible, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(groups);
        var (meanField, rows) = (new MeanField(machine, sweeps), visible.Length / machine.VisibleUnits);
        var losses = new double[rows * groups.Count];
        Parallel.For(0, rows, Slices.Options(threads), row =>
        {
            var own = visible.AsSpan(row * groups.Units, groups.Units);
            for (var group = 0; group < groups.Count; group++)
                losses[row * groups.Count + group] = Loss(machine, meanField, groups, group, own);
        });
        return Means(losses, groups.Count);
    }

    /// <summary>Losses of each group's frequencies in the training rows, half a row added to each value.</summary>
    public static double[] OfMarginals(UnitGroups groups, float[] training, float[] visible)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var counts = Enumerable.Range(0, groups.Count).Select(group => new double[groups.Choices(group)]).ToArray();
        Visit(groups, training, (group, choice) => counts[group][choice]++);
        var losses = new double[groups.Count];
        Visit(groups, visible, (group, choice) => losses[group] -=
            Math.Log((counts[group][choice] + .5) / (counts[group].Sum() + .5 * counts[group].Length)));
        return Array.ConvertAll(losses, loss => loss / (visible.Length / groups.Units));
    }

    private static double Loss(
        BoltzmannMachine machine, MeanField meanField, UnitGroups groups, int group, ReadOnlySpan<float> own)
    {
        var (choices, units) = (groups.Choices(group), groups.Units);
        var real = groups.Read(group, own);
        if (real < 0) throw new ArgumentException($"group {group} has no value in a row");
        var visible = new float[choices * units];
        for (var choice = 0; choice < choices; choice++)
        {
            var to = visible.AsSpan(choice * units, units);
            own.CopyTo(to);
            groups.Write(group, choice, to);
        }

        var (belief, energies) = (new float[choices * machine.HiddenUnits], new double[choices]);
        meanField.Infer(visible, choices, belief);
        FreeEnergy.Variational(machine, visible, belief, choices, energies);
        var least = energies.Min();
        return energies[real] - least + Math.Log(energies.Sum(energy => Math.Exp(least - energy)));
    }

    private static void Visit(UnitGroups groups, float[] rows, Action<int, int> see)
    {
        for (var at = 0; at < rows.Length; at += groups.Units)
            for (var group = 0; group < groups.Count; group++)
                see(group, groups.Read(group, rows.AsSpan(at, groups.Units)) is var choice and >= 0
                    ? choice
                    : throw new ArgumentException($"group {group} has no value in row {at / groups.Units}"));
    }

    private static double[] Means(double[] losses, int groups) =>
    [
        .. Enumerable.Range(0, groups).Select(group =>
            Enumerable.Range(0, losses.Length / groups).Average(row => losses[row * groups + group])),
    ];
}
