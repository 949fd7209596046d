using WorldModel.Models;
using WorldModel.Models.Boltzmann;
using WorldModel.Models.Heads;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Fixtures;

/// <summary>
/// A model of Purchase World's schema with random weights: nothing is learned, everything is computed.
/// </summary>
internal static class RandomModel
{
    private const int Coupon = 3;
    private const int Push = 4;
    private const int Price = 5;

    public static FrozenModel Make(ConsumerSchema schema, ulong seed, Identification coupon = Identification.Adjusted,
        double separation = .5)
    {
        var random = new RandomStream(seed, 7);
        var encoder = new Encoder(schema);
        var machine = Machine(random, encoder.Units, 12, 6);
        OutcomeHead[] heads =
        [
            Head(random, encoder, "visit", machine.HiddenUnits, ("coupon", Coupon), ("push", Push)),
            Head(random, encoder, "purchase", machine.HiddenUnits, ("price", Price)),
        ];
        var overlap = new Overlap([.. new[] { "sale1", "sale2", "campaign", "coupon", "push", "price" }
            .Select((name, i) => Input(name, i switch
            {
                0 => Identification.No,
                Coupon => coupon,
                _ => Identification.Adjusted,
            }))]);
        var energies = Enumerable.Range(0, 200).Select(i => -60f + (.4f * i)).ToArray();
        var day = new DateOnly(2025, 1, 1);
        var record = new TrainingRecord(seed, "random", schema.Hash, 0, 0, day, day,
            new MachineRecord([12, 6], 3, 0, 0, 0, 0), 0, "none", [], TrainingSplit.All);
        return new FrozenModel(schema, machine, 3, heads, overlap, new Plausibility(energies, separation), record);
    }

    private static BoltzmannMachine Machine(RandomStream random, params int[] layers)
    {
        var weights = new List<Matrix>();
        for (var l = 1; l < layers.Length; l++)
        {
            var matrix = new Matrix(layers[l - 1], layers[l]);
            foreach (ref var weight in matrix.Data.AsSpan()) weight = (float)(.5 * random.NextGaussian());
            weights.Add(matrix);
        }

        return new BoltzmannMachine(weights, [.. layers.Select(units => new float[units])]);
    }

    private static OutcomeHead Head(
        RandomStream random, Encoder encoder, string outcome, int belief, params (string Name, int Input)[] drivers)
    {
        int[] main = [.. Enumerable.Range(0, encoder.Units).Where(i => encoder.UnitSpecs[i].Source == "loyalty")];
        var design = new HeadDesign(encoder.Units, Plain(belief), main, [.. drivers.Select(driver => new DriverDesign(
            driver.Name, driver.Input, 0, driver.Input == Price ? -.02f : 1, [Modifier.Of("loyalty", main[0])]))]);
        var coefficients = new double[design.Features];
        for (var i = 0; i < coefficients.Length; i++) coefficients[i] = .6 * random.NextGaussian();
        for (var d = 0; d < drivers.Length; d++) coefficients[design.DriverStart(d)] = .4 + (.2 * d);
        var covariance = new double[coefficients.Length * coefficients.Length];
        for (var i = 0; i < coefficients.Length; i++) covariance[(i * coefficients.Length) + i] = .01;
        var fit = new GeneralisedLinear(OutcomeFamily.Binary, coefficients, covariance,
            [new PriorGroup("all", [.. Enumerable.Range(0, coefficients.Length)], 1, false)], 1, 1, 0, 1);
        return new OutcomeHead(outcome, design, fit);
    }

    private static BeliefScaling Plain(int units)
    {
        var scales = new float[units];
        Array.Fill(scales, 1f);
        return new BeliefScaling(new float[units], scales);
    }

    private static InputOverlap Input(string name, Identification identification) => new(
        name, identification, $"{name} as the test says", .2, 100, 0, .9, double.NaN, [], [], []);
}
