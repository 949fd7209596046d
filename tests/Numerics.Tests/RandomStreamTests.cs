namespace WorldModel.Numerics.Tests;

public class RandomStreamTests
{
    [Fact]
    public void It_gives_the_published_sequence_of_pcg32()
    {
        // pcg32-demo of the reference implementation: seed 42, sequence 54.
        var random = new RandomStream(42, 54);
        uint[] expected = [0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e];
        Assert.Equal(expected, expected.Select(_ => random.NextUInt()));
    }

    [Fact]
    public void Uniforms_have_the_mean_the_variance_and_the_range_of_uniforms()
    {
        var values = new float[200_000];
        new RandomStream(1).Fill(values);
        Assert.All(values, value => Assert.InRange(value, 0f, .99999997f));
        Assert.InRange(values.Average(), .497, .503);
        Assert.InRange(values.Average(value => (value - .5) * (value - .5)), 1 / 12.0 - .001, 1 / 12.0 + .001);
    }

    [Fact]
    public void Gaussians_have_the_moments_of_a_normal()
    {
        var random = new RandomStream(2);
        var values = Enumerable.Range(0, 200_000).Select(_ => random.NextGaussian()).ToArray();
        Assert.InRange(values.Average(), -.01, .01);
        Assert.InRange(values.Average(x => x * x), .98, 1.02);
        Assert.InRange(values.Average(x => x * x * x * x), 2.9, 3.1);
    }

    [Fact]
    public void Bounded_integers_are_even_over_their_range()
    {
        var random = new RandomStream(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Streams_of_one_seed_are_uncorrelated()
    {
        var (one, other) = (new RandomStream(4, 0), new RandomStream(4, 1));
        var product = Enumerable.Range(0, 100_000).Average(_ => (one.NextDouble() - .5) * (other.NextDouble() - .5));
        Assert.InRange(product, -.001, .001);
    }

    [Fact]
    public void Samples_follow_their_probabilities()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => i % 2 == 0 ? .1f : .7f).ToArray();
        new RandomStream(5).Sample(values);
        Assert.All(values, value => Assert.True(value is 0 or 1));
        Assert.InRange(values.Where((_, i) => i % 2 == 0).Average(), .094, .106);
        Assert.InRange(values.Where((_, i) => i % 2 == 1).Average(), .694, .706);
    }

    [Fact]
    public void A_shuffle_keeps_the_items_and_moves_them()
    {
        var items = Enumerable.Range(0, 100).ToArray();
        new RandomStream(6).Shuffle(items.AsSpan());
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
        Assert.InRange(items.Where((item, i) => item == i).Count(), 0, 8);
    }

    [Fact]
    public void Many_at_once_are_those_that_come_one_by_one()
    {
        var (many, single) = (new RandomStream(6, 3), new RandomStream(6, 3));
        for (var length = 0; length < 100; length++)
        {
            var (uniforms, samples) = (new float[length], new float[length]);
            many.Fill(uniforms);
            Assert.Equal(uniforms.Select(_ => single.NextFloat()), uniforms);
            var probabilities = Enumerable.Range(0, length).Select(i => i % 7 / 6f).ToArray();
            probabilities.CopyTo(samples, 0);
            many.Sample(samples);
            Assert.Equal(probabilities.Select(p => single.NextFloat() < p ? 1f : 0f), samples);
            Assert.Equal(single.NextUInt(), many.NextUInt());
        }
    }
}
