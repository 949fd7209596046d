using WorldModel.Numerics.Autodiff;

namespace WorldModel.Numerics.Tests.Autodiff;

public sealed class LanesTests
{
    [Fact]
    public void The_exponential_is_close_everywhere_it_matters()
    {
        var random = new RandomStream(3);
        var x = new float[1_003];
        foreach (ref var value in x.AsSpan()) value = (random.NextFloat() - .5f) * 40;
        var y = (float[])x.Clone();
        Exponential.Apply<float>(y, 0);
        for (var i = 0; i < x.Length; i++)
            Assert.Equal(1, y[i] / Math.Exp(x[i]), 4e-7);
    }

    [Fact]
    public void Loops_agree_with_plain_ones_at_every_length()
    {
        var random = new RandomStream(4);
        for (var length = 0; length < 70; length++)
        {
            var (x, y) = (Draw.Floats(random, length), Draw.Floats(random, length));
            var (sum, product) = ((float[])y.Clone(), (float[])y.Clone());
            Lanes.AddScaled(x, 2f, sum);
            Lanes.AddProduct(x, y, product);
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(y[i] + x[i] * 2f, sum[i]);
                Assert.Equal(y[i] + x[i] * y[i], product[i]);
            }

            Assert.Equal(x.Sum(value => (double)value), Lanes.Sum<float>(x), 1e-3);
            Assert.Equal(x.Zip(y).Sum(pair => (double)pair.First * pair.Second), Lanes.Dot<float>(x, y), 2e-2);
            Assert.Equal(length == 0 ? float.NegativeInfinity : x.Max(), Lanes.Max<float>(x));
        }
    }

    [Fact]
    public void Dropout_keeps_the_share_that_it_says_and_vectors_decide_as_scalars_do()
    {
        var mask = new DropoutMask(12, 3, .3);
        var (singles, doubles) = (new float[100_000], new double[100_000]);
        singles.AsSpan().Fill(1);
        doubles.AsSpan().Fill(1);
        mask.Apply<float>(singles, 5, 2);
        mask.Apply<double>(doubles, 5, 2);
        Assert.InRange(singles.Average(), 1.4 - .01, 1.4 + .01);
        Assert.All(singles.Zip(doubles), pair => Assert.Equal(pair.First, pair.Second));
    }
}
