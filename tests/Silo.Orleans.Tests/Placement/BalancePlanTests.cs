using WorldModel.Silo.Orleans.Placement;

namespace WorldModel.Silo.Orleans.Tests.Placement;

/// <summary>Which shards move where.</summary>
public sealed class BalancePlanTests(ITestOutputHelper output)
{
    private const int Seed = 4711;

    [Fact]
    public void Moves_even_out_with_as_few_as_can_be()
    {
        var random = new Random(Seed);
        for (int round = 0; round < 500; round++)
        {
            var hosted = Draw(random);
            var moves = BalancePlan.Of(hosted, int.MaxValue);
            var after = Array.ConvertAll(hosted, shards => shards.ToHashSet());
            foreach (var move in moves)
            {
                Assert.True(after[move.From].Remove(move.Shard));
                Assert.True(after[move.To].Add(move.Shard));
            }
            var counts = after.Select(shards => shards.Count).ToList();
            Assert.True(counts.Max() - counts.Min() <= 1, $"round {round}: {string.Join(" ", counts)}");
            // What is above its share must leave; nothing else does. One silo more may keep the larger share.
            int share = hosted.Sum(shards => shards.Length) / hosted.Length;
            int over = hosted.Sum(shards => Math.Max(0, shards.Length - share));
            int larger = hosted.Sum(shards => shards.Length) % hosted.Length;
            Assert.InRange(moves.Count, Math.Max(0, over - larger), over);
        }
        output.WriteLine($"seed {Seed}: 500 clusters");
    }

    [Fact]
    public void An_even_cluster_is_left_alone()
    {
        Assert.Empty(BalancePlan.Of([[1, 4, 7], [2, 5], [3, 6]], int.MaxValue));
        Assert.Empty(BalancePlan.Of([[1, 2, 3]], int.MaxValue));
        Assert.Empty(BalancePlan.Of([[], [], [1]], int.MaxValue));
    }

    [Fact]
    public void No_more_move_than_may()
    {
        int[] all = [.. Enumerable.Range(0, 256)];
        Assert.Equal(20, BalancePlan.Of([all, [], []], 20).Count);
        Assert.Empty(BalancePlan.Of([all, [], []], 0));
    }

    private static int[][] Draw(Random random)
    {
        var silos = new List<int>[random.Next(1, 8)];
        for (int i = 0; i < silos.Length; i++)
            silos[i] = [];
        int shards = random.Next(0, 300);
        for (int shard = 0; shard < shards; shard++)
            silos[Math.Min(random.Next(silos.Length), random.Next(silos.Length))].Add(shard);
        return Array.ConvertAll(silos, silo => silo.ToArray());
    }
}
