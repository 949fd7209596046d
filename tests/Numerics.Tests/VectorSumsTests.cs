namespace WorldModel.Numerics.Tests;

public class VectorSumsTests
{
    [Fact]
    public void Every_length_gives_the_bits_of_one_by_one()
    {
        var random = new RandomStream(72);
        for (var length = 0; length < 70; length++)
        {
            var (a, b) = (Draw(random, length), Draw(random, length));
            var (sum, scaled, difference) = (Draw(random, length), Draw(random, length), new float[length]);
            var (oldSum, oldScaled) = ((float[])sum.Clone(), (float[])scaled.Clone());
            VectorSums.Add(a, sum);
            VectorSums.AddScaled(.3f, a, scaled);
            VectorSums.Difference(a, .7f, b, 1.9f, difference);
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(oldSum[i] + a[i], sum[i]);
                float product = .3f * a[i];
                Assert.Equal(oldScaled[i] + product, scaled[i]);
                var (left, right) = (.7f * a[i], 1.9f * b[i]);
                Assert.Equal(left - right, difference[i]);
            }
        }
    }

    [Fact]
    public void Rows_are_added_by_their_first_columns()
    {
        var totals = new float[] { 1, 2 };
        VectorSums.AddRows([10, 20, 30, 40, 50, 60], 2, 3, totals);
        Assert.Equal([51f, 72f], totals);
    }

    private static float[] Draw(RandomStream random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (float)random.NextGaussian())];
}
