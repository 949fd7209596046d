namespace WorldModel.Numerics.Tests;

public class AdamTests
{
    [Fact]
    public void Its_first_steps_are_the_published_ones()
    {
        // Written out from algorithm 1 for gradients 1 then -2, rate .1: bias-corrected moments by hand.
        float[] parameters = [1f];
        var adam = new Adam(1, .1f);
        adam.Step(parameters, [1f]);
        Assert.Equal(.9f, parameters[0], 1e-6f);
        adam.Step(parameters, [-2f]);
        var (mean, square) = ((.9 * .1 + .1 * -2) / (1 - .81), (.999 * .001 + .001 * 4) / (1 - .998001));
        Assert.Equal(.9 - .1 * mean / Math.Sqrt(square), parameters[0], 1e-5);
    }

    [Fact]
    public void It_finds_the_minimum_of_a_badly_scaled_bowl()
    {
        float[] x = [3f, -2f];
        var adam = new Adam(2, .05f);
        for (var step = 0; step < 2_000; step++) adam.Step(x, [2 * (x[0] - 1), 200 * (x[1] - 2)]);
        Assert.Equal(1, x[0], 1e-3f);
        Assert.Equal(2, x[1], 1e-3f);
    }

    [Fact]
    public void Weight_decay_pulls_an_idle_parameter_to_zero()
    {
        float[] x = [1f];
        var adam = new Adam(1, .01f, weightDecay: .1f);
        for (var step = 0; step < 500; step++) adam.Step(x, [0f]);
        Assert.InRange(Math.Abs(x[0]), 0, .05);
    }

    [Fact]
    public void Gradients_of_another_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Adam(2, .1f).Step(new float[2], new float[3]));

    [Fact]
    public void A_parameter_moves_by_the_same_bits_alone_and_among_others()
    {
        var random = new RandomStream(73);
        var many = Enumerable.Range(0, 37).Select(_ => (float)random.NextGaussian()).ToArray();
        var single = many.Select(value => new[] { value }).ToArray();
        var together = new Adam(37, .01f, weightDecay: .02f);
        var alone = many.Select(_ => new Adam(1, .01f, weightDecay: .02f)).ToArray();
        for (var step = 0; step < 50; step++)
        {
            var slopes = many.Select(_ => (float)random.NextGaussian()).ToArray();
            together.Step(many, slopes);
            for (var i = 0; i < many.Length; i++) alone[i].Step(single[i], [slopes[i]]);
            Assert.Equal(single.Select(value => value[0]), many);
        }
    }
}
