using System.Text;

namespace WorldModel.Schema.Tests;

public sealed class ConsumerHashTests
{
    // Computed from the definition in docs/formats.md by a program of another language.
    [Theory]
    [InlineData("", 0xF52A15E9A9B5E89BUL)]
    [InlineData("c0", 0x15EB810D0DB370CEUL)]
    [InlineData("Zoë", 0xFB901A3B67663E5EUL)]
    public void Hashes_are_those_of_the_definition(string id, ulong hash) => Assert.Equal(hash, ConsumerHash.Of(id));

    [Fact]
    public void Long_ids_hash_like_short_ones_byte_by_byte()
    {
        string id = new('ü', 5000);
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(id))
            hash = (hash ^ b) * 0x100000001B3;

        Assert.Equal(ConsumerHash.Mix(hash), ConsumerHash.Of(id));
    }

    [Fact]
    public void Shards_are_the_top_bits_and_fill_evenly()
    {
        Assert.Equal(0xAB, ConsumerHash.Shard(0xABCDEF0123456789, 256));
        Assert.Equal(0, ConsumerHash.Shard(ulong.MaxValue, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConsumerHash.Shard(1, 48));

        int[] sizes = [.. Enumerable.Range(0, 64_000)
            .GroupBy(i => ConsumerHash.Shard(ConsumerHash.Of($"c{i}"), 64)).Select(g => g.Count())];

        // Mean 1,000, standard deviation about 31.
        Assert.Equal(64, sizes.Length);
        Assert.InRange(sizes.Min(), 850, 1000);
        Assert.InRange(sizes.Max(), 1000, 1150);
    }

    [Fact]
    public void Keyed_numbers_are_uniform_and_independent_between_keys()
    {
        double[] a = [.. Enumerable.Range(0, 20_000).Select(i => ConsumerHash.Keyed($"c{i}", "spring"))];
        double[] b = [.. Enumerable.Range(0, 20_000).Select(i => ConsumerHash.Keyed($"c{i}", "summer"))];

        Assert.All(a, u => Assert.InRange(u, 0, Math.BitDecrement(1.0)));
        Assert.InRange(a.Average(), .49, .51);
        Assert.InRange(a.Zip(b).Count(p => p.First < .5 && p.Second < .5), 4800, 5200);
        Assert.NotEqual(ConsumerHash.Keyed("ab", "c"), ConsumerHash.Keyed("b", "ca"));
    }
}
