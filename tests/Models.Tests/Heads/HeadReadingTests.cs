using System.Globalization;
using WorldModel.Models.Heads;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Heads;

public sealed class HeadReadingTests
{
    private const int Units = 21;
    private const int BeliefUnits = 13;
    private const int Inputs = 4;

    [Theory]
    [InlineData(OutcomeFamily.Binary)]
    [InlineData(OutcomeFamily.Amount)]
    public void It_gives_what_the_whole_quadratic_form_gives(OutcomeFamily family)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var random = new RandomStream(seed);
            var head = Head(random, family);
            var (visible, belief) = Row(random);
            var (treated, reference) = (Floats(random, Inputs), Floats(random, Inputs));
            var (to, from) = (Form(head, visible, belief, treated), Form(head, visible, belief, reference));

            Same(Level(head, to), head.Level(visible, belief, treated), $"level, seed {seed}");
            Same(Uplift(head, to, from), head.Uplift(visible, belief, treated, reference), $"uplift, seed {seed}");
        }
    }

    [Fact]
    public void One_consumer_leaves_nothing_to_the_next()
    {
        var random = new RandomStream(41);
        var head = Head(random, OutcomeFamily.Binary);
        var (visible, belief) = Row(random);
        var (treated, reference) = (Floats(random, Inputs), Floats(random, Inputs));
        var first = head.Uplift(visible, belief, treated, reference);
        var (otherVisible, otherBelief) = Row(random);
        head.Uplift(otherVisible, otherBelief, reference, treated);
        Assert.Equal(first, head.Uplift(visible, belief, treated, reference));
    }

    /// <summary>A hash of levels and uplifts with their intervals, to be compared over instruction sets.</summary>
    public static string Hash()
    {
        var random = new RandomStream(42);
        var head = Head(random, OutcomeFamily.Binary);
        var hash = 14695981039346656037UL;
        for (var row = 0; row < 10; row++)
        {
            var (visible, belief) = Row(random);
            var level = head.Level(visible, belief, Floats(random, Inputs));
            var uplift = head.Uplift(visible, belief, Floats(random, Inputs), Floats(random, Inputs));
            foreach (var value in (double[])[level.Mean, level.Low, level.High, uplift.Mean, uplift.Low, uplift.High])
                hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211UL;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static HeadEstimate Level(OutcomeHead head, double[] form)
    {
        var eta = Dot(form, head.Fit.Coefficients);
        var reach = HeadEstimate.Reach * head.Fit.StandardError(form);
        return new HeadEstimate(head.Mean(eta), head.Mean(eta - reach), head.Mean(eta + reach));
    }

    /// <summary>By the delta method.</summary>
    private static HeadEstimate Uplift(OutcomeHead head, double[] to, double[] from)
    {
        var (etaTo, etaFrom) = (Dot(to, head.Fit.Coefficients), Dot(from, head.Fit.Coefficients));
        var (slopeTo, slopeFrom) = (head.Slope(etaTo), head.Slope(etaFrom));
        var reach = HeadEstimate.Reach
            * head.Fit.StandardError([.. to.Zip(from, (t, f) => (slopeTo * t) - (slopeFrom * f))]);
        var uplift = head.Mean(etaTo) - head.Mean(etaFrom);
        return new HeadEstimate(uplift, uplift - reach, uplift + reach);
    }

    private static double[] Form(OutcomeHead head, float[] visible, float[] belief, float[] inputs)
    {
        var features = new float[head.Design.Features];
        head.Design.Write(visible, belief, inputs, features);
        return Array.ConvertAll(features, value => (double)value);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static OutcomeHead Head(RandomStream random, OutcomeFamily family)
    {
        var scaling = new BeliefScaling(Floats(random, BeliefUnits), Floats(random, BeliefUnits));
        Modifier[] modifiers = [Modifier.Of("a", 3), new Modifier("b", [4, 5, 6], [1f, 2f, 3f], -2f)];
        var design = new HeadDesign(Units, scaling, [.. Enumerable.Range(1, Units - 2)], [
            new DriverDesign("x", 0, 0, 1, modifiers), new DriverDesign("y", 2, .3f, 2f, []),
            new DriverDesign("z", 3, .1f, .5f, modifiers)]);
        var size = design.Features;
        var (root, covariance) = (Doubles(random, size * size), new double[size * size]);
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                for (var k = 0; k < size; k++)
                    covariance[(i * size) + j] += 1e-3 * root[(i * size) + k] * root[(j * size) + k];
        var fit = new GeneralisedLinear(family, Doubles(random, size), covariance, [], 1, 1, 0, size);
        return new OutcomeHead("outcome", design, fit);
    }

    private static (float[] Visible, float[] Belief) Row(RandomStream random)
    {
        var visible = new float[Units];
        for (var i = 0; i < Units; i++)
            visible[i] = random.NextInt(4) == 0 ? 1f : 0f;
        return (visible, Floats(random, BeliefUnits));
    }

    private static float[] Floats(RandomStream random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];

    private static double[] Doubles(RandomStream random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => .3 * random.NextGaussian())];

    private static void Same(HeadEstimate expected, HeadEstimate actual, string what)
    {
        var tolerance = 1e-10 * Math.Max(1, Math.Abs(expected.High - expected.Low));
        Assert.True(Math.Abs(expected.Mean - actual.Mean) < tolerance, $"{what}: {expected} against {actual}");
        Assert.True(Math.Abs(expected.Low - actual.Low) < tolerance, $"{what}: {expected} against {actual}");
        Assert.True(Math.Abs(expected.High - actual.High) < tolerance, $"{what}: {expected} against {actual}");
    }
}
