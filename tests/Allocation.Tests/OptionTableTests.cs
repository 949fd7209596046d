using WorldModel.Schema;

namespace WorldModel.Allocation.Tests;

public sealed class OptionTableTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(2e15)]
    public void A_value_that_is_no_finite_number_is_refused(double value)
    {
        var error = Assert.Throws<InputException>(() => new OptionTableBuilder().Add("a", "push", value, 0));
        Assert.Equal("value", error.Field);
        Assert.Throws<InputException>(() => OptionTable.Dense(["a"], ["push"], [value], [0]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_negative_or_endless_cost_is_refused(long micros)
    {
        var error = Assert.Throws<InputException>(() => new OptionTableBuilder().Add("a", "push", 1, micros));
        Assert.Equal("cost", error.Field);
        Assert.Throws<InputException>(() => OptionTable.Dense(["a"], ["push"], [1], [micros]));
    }

    [Fact]
    public void A_treatment_given_twice_to_a_consumer_is_refused_and_leaves_the_rest_alone()
    {
        var builder = new OptionTableBuilder();
        builder.Add("a", "push", 1, 1);
        builder.Add("b", "push", 1, 1);
        builder.Add("a", "call", 1, 1);
        var error = Assert.Throws<InputException>(() => builder.Add("a", "push", 2, 2));

        Assert.Equal(("treatment", "push"), (error.Field, error.Value));
        Assert.Equal(3, builder.Build().Count);
    }

    [Fact]
    public void Rows_are_grouped_by_consumer_and_ordered_by_treatment()
    {
        var builder = new OptionTableBuilder();
        builder.Add("b", "push", 1, 10);
        builder.Add("a", "push", 2, 20);
        builder.Add("b", "call", 3, 30);
        var table = builder.Build();

        Assert.Equal(["b", "a"], table.Consumers);
        Assert.Equal(["call", "push"], table.Treatments);
        Assert.Equal([0, 2, 3], table.Start.ToArray());
        Assert.Equal([0, 1, 1], table.Treatment.ToArray());
        Assert.Equal([3.0, 1, 2], table.Value.ToArray());
        Assert.Equal([30L, 10, 20], table.CostMicros.ToArray());
    }

    [Fact]
    public void Names_compare_by_their_utf8_bytes()
    {
        string[] ids = ["", "a", "aa", "b", "z", "\u00e9", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0001F600"];
        foreach (var a in ids)
        {
            foreach (var b in ids)
            {
                var expected = System.Text.Encoding.UTF8.GetBytes(a).AsSpan()
                    .SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b));
                Assert.Equal(Math.Sign(expected), Math.Sign(NameOrder.Instance.Compare(a, b)));
            }
        }
    }

    [Theory]
    [InlineData(0.0000005, 0L)]
    [InlineData(0.0000015, 2L)]
    [InlineData(0.1, 100_000L)]
    [InlineData(-0.01, null)]
    [InlineData(double.NaN, null)]
    [InlineData(1e13, null)]
    public void Money_is_rounded_to_micros_once(double units, long? micros) =>
        Assert.Equal(micros, Micros.From(units));
}
