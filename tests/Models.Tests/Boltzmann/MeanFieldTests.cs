using WorldModel.Models.Boltzmann;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Boltzmann;

public class MeanFieldTests
{
    public static TheoryData<KernelPath> Paths => [.. KernelPaths.Supported];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_path_equals_the_naive_reference_bit_for_bit_over_random_depths_widths_and_batches(KernelPath path)
    {
        var random = new RandomStream(51);
        for (var round = 0; round < 30; round++)
        {
            var layers = Enumerable.Range(0, 2 + random.NextInt(4)).Select(_ => 1 + random.NextInt(50)).ToArray();
            var (rows, sweeps) = (random.NextInt(100), 1 + random.NextInt(5));
            var machine = Machines.Random(random, .5, layers);
            var visible = Machines.Visible(random, rows * layers[0]);
            var belief = new float[rows * machine.HiddenUnits];

            new MeanField(machine, sweeps, path).Infer(visible, rows, belief);

            Assert.Equal(Bits(Machines.NaiveBeliefs(machine, sweeps, visible, rows)), Bits(belief));
        }
    }

    [Fact]
    public void A_belief_has_the_same_bits_alone_in_any_batch_and_on_any_thread()
    {
        const int rows = 301;
        var random = new RandomStream(52);
        var machine = Machines.Random(random, .4, 72, 64, 32, 16);
        var visible = Machines.Visible(random, rows * 72);
        var meanField = new MeanField(machine);
        var batch = new float[rows * 112];
        meanField.Infer(visible, rows, batch);

        var alone = new float[rows * 112];
        Parallel.For(0, rows, row => meanField.Infer(visible.AsSpan(row * 72, 72), 1, alone.AsSpan(row * 112, 112)));
        Assert.Equal(Bits(batch), Bits(alone));

        var pieces = new float[rows * 112];
        for (int row = 0, count = 1; row < rows; row += count, count = Math.Min(count + 7, rows - row))
            meanField.Infer(visible.AsSpan(row * 72, count * 72), count, pieces.AsSpan(row * 112, count * 112));
        Assert.Equal(Bits(batch), Bits(pieces));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_last_sweep_alone_gives_the_same_bits_from_what_was_carried(KernelPath path)
    {
        var random = new RandomStream(54);
        for (var round = 0; round < 30; round++)
        {
            var layers = Enumerable.Range(0, 2 + random.NextInt(4)).Select(_ => 1 + random.NextInt(50)).ToArray();
            var (rows, sweeps) = (1 + random.NextInt(100), 1 + random.NextInt(5));
            var machine = Machines.Random(random, .5, layers);
            var visible = Machines.Visible(random, rows * layers[0]);
            var meanField = new MeanField(machine, sweeps, path);
            var width = meanField.CarriedUnits;
            var (belief, again) = (new float[rows * machine.HiddenUnits], new float[rows * machine.HiddenUnits]);
            var carried = new float[rows * width];

            meanField.Infer(visible, rows, belief, carried);
            // In other company than it was inferred in: one row, then the rest.
            meanField.Resume(visible.AsSpan(0, layers[0]), 1, carried.AsSpan(0, width),
                again.AsSpan(0, machine.HiddenUnits));
            meanField.Resume(visible.AsSpan(layers[0]), rows - 1, carried.AsSpan(width),
                again.AsSpan(machine.HiddenUnits));

            Assert.Equal(Bits(Machines.NaiveBeliefs(machine, sweeps, visible, rows)), Bits(belief));
            Assert.Equal(Bits(belief), Bits(again));
        }

        Assert.Equal(32, new MeanField(Machines.Random(random, .4, 72, 64, 32, 16)).CarriedUnits);
    }

    [Fact]
    public void Further_sweeps_approach_a_fixed_point_of_the_update()
    {
        var random = new RandomStream(53);
        var machine = Machines.Random(random, .2, 20, 12, 8, 4);
        var visible = Machines.Visible(random, 20);
        var (many, more) = (new float[24], new float[24]);
        new MeanField(machine, 200).Infer(visible, 1, many);
        new MeanField(machine, 201).Infer(visible, 1, more);
        for (var unit = 0; unit < 24; unit++) Assert.Equal(many[unit], more[unit], 1e-6f);
    }

    [Fact]
    public void Once_warm_it_allocates_nothing()
    {
        var random = new RandomStream(55);
        var meanField = new MeanField(Machines.Random(random, .4, 72, 64, 32, 16));
        var (visible, belief) = (Machines.Visible(random, 100 * 72), new float[100 * 112]);
        meanField.Infer(visible, 100, belief);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var repeat = 0; repeat < 20; repeat++) meanField.Infer(visible, 100, belief);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        var meanField = new MeanField(Machines.Random(new RandomStream(54), 1, 4, 3, 2));
        Assert.Throws<ArgumentException>(() => meanField.Infer(new float[7], 2, new float[10]));
        Assert.Throws<ArgumentException>(() => meanField.Infer(new float[8], 2, new float[9]));
    }

    [Fact]
    public void A_machine_refuses_shapes_that_do_not_fit_and_numbers_that_are_not_finite()
    {
        Assert.Throws<ArgumentException>(() => new BoltzmannMachine([new Matrix(2, 3)], [new float[2], new float[2]]));
        Assert.Throws<ArgumentException>(() => new BoltzmannMachine([new Matrix(2, 3)], [new float[2]]));
        Assert.Throws<ArgumentException>(
            () => new BoltzmannMachine([new Matrix(1, 1, [float.NaN])], [new float[1], new float[1]]));
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
