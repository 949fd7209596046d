namespace WorldModel.Schema.Tests;

public sealed class StateWordsTests
{
    [Fact]
    public void Words_stand_where_the_formats_say()
    {
        // From the text of docs/formats.md, by a program of another language.
        int[] documented =
        [
            739259, 739251, 1485990010, -1818675628,
            3, 1, 1109917696, 1139941376,
            739251, 1000000, 0, 739252, 1000000, 0,
            0, 0, 2, 8, 0, 0, 0,
        ];
        ConsumerSchema schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
        var layout = new StateLayout(schema);
        var resolver = new EventResolver(layout);
        int day = new DateOnly(2025, 1, 1).DayNumber;
        var state = new int[layout.Words];
        RollForward.Create(layout, state, new AttributeResolver(schema).Resolve(
        [
            KeyValuePair.Create("store", (string?)"3"), KeyValuePair.Create("loyalty", (string?)"1"),
            KeyValuePair.Create("age", (string?)"42"), KeyValuePair.Create("income", (string?)"484.25"),
        ]));

        foreach ((int after, string name) in ((int, string)[])
            [(0, "visit"), (0, "push"), (1, "purchase"), (8, "visit"), (7, "coupon")])
        {
            RollForward.Apply(layout, state, resolver.Resolve(day + after, null, name, null, 1));
        }

        Assert.Equal(documented, state);
    }
}
