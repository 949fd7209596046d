using FsCheck;
using FsCheck.Fluent;
using WorldModel.Schema;

namespace WorldModel.Allocation.Tests;

public sealed class TieOrderTests
{
    private static readonly string[] Parts =
        ["", "a", "b", "\0", "consumer-", "0000", "1234567", "\u00e9", "\ue000", "\U0001F600"];

    [Fact]
    public void Ids_sort_as_their_full_comparison_says() =>
        Prop.ForAll(
            Gen.Elements(Parts).ArrayOf(4).Select(string.Concat).ArrayOf(30).ToArbitrary(),
            ids =>
            {
                var distinct = ids.Distinct().ToArray();
                return TieOrder.Of(distinct).Select(place => distinct[place])
                    .SequenceEqual(distinct.Order(ConsumerOrder.Instance));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Ids_sort_by_their_hash_whatever_order_they_come_in()
    {
        var ids = Enumerable.Range(0, 3000).Select(i => $"consumer {i * 7L % 3001}").ToArray();
        Assert.Equal(ids.OrderBy(ConsumerHash.Of), TieOrder.Of(ids).Select(place => ids[place]));
    }
}
