namespace WorldModel.Schema.Tests;

public sealed class ExampleSchemaTests
{
    // The visible layer of Purchase World, written out by hand.
    private const string PurchaseWorldUnits = """
        store_0 store_1 store_2 store_3 store_4 store_5 store_6 store_7 store_8 store_9 loyalty
        age_20s age_30s age_40s age_50s age_60s income_q1 income_q2 income_q3 income_q4 income_q5
        month_1 month_2 month_3 month_4 month_5 month_6 month_7 month_8 month_9 month_10 month_11 month_12
        dow_0 dow_1 dow_2 dow_3 dow_4 dow_5 dow_6
        visited_within_7d visited_within_14d visited_within_30d
        purchased_within_7d purchased_within_14d purchased_within_30d
        cum_visits_5plus cum_visits_10plus cum_visits_30plus
        cum_purchases_5plus cum_purchases_10plus cum_purchases_30plus
        visit_lag1 purchase_lag1 coupon_lag1 campaign_lag1 push_lag1
        visit_lag2 purchase_lag2 coupon_lag2 campaign_lag2 push_lag2
        visit_lag3 purchase_lag3 coupon_lag3 campaign_lag3 push_lag3
        visit_lag4 purchase_lag4 coupon_lag4 campaign_lag4 push_lag4
        """;

    [Fact]
    public void Purchase_World_has_its_72_units_in_order()
    {
        var encoder = new Encoder(ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world")));

        Assert.Equal(72, encoder.Units);
        string[] names = PurchaseWorldUnits.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names, encoder.UnitNames);
        Assert.Equal(encoder.UnitNames, encoder.UnitSpecs.Select(u => u.Name));
        Assert.Equal(11..16, encoder.AttributeUnits("age"));
    }

    [Fact]
    public void Purchase_World_has_its_actions_in_order()
    {
        var vector = new ActionVector(ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world")));

        Assert.Equal(["sale1", "sale2", "campaign", "coupon", "push"], vector.Names);
    }

    [Theory]
    [InlineData("1", "20s", 100 - 5 - 3 - 5 - 1)]
    [InlineData("0", "60s", 100 - 5 - 3 - 5 - 2.5)]
    public void Price_depends_on_the_actions_and_on_loyalty(string loyalty, string age, double price)
    {
        ConsumerSchema schema = ConsumerSchema.Load(Checkout.ExampleSchema("purchase-world"));
        var derived = new DerivedInputs(schema);
        var encoder = new Encoder(schema);
        var visible = new float[encoder.Units];
        visible[encoder.UnitNames.ToList().IndexOf($"age_{age}")] = 1;
        visible[encoder.UnitNames.ToList().IndexOf("loyalty")] = loyalty == "1" ? 1 : 0;

        var value = new float[1];
        derived.Compute(visible, [1, 1, 1, 1, 1], value);
        var coefficients = new float[5];
        derived.Coefficients(visible, coefficients);

        Assert.Equal((price - 100) / 100, value[0], 6);
        Assert.Equal(value[0], derived.Offsets[0] + coefficients.Sum(), 6);
        Assert.Equal(0, coefficients[4]);
    }

    [Fact]
    public void Hillstrom_has_units_for_every_attribute_and_none_for_history()
    {
        ConsumerSchema schema = ConsumerSchema.Load(Checkout.ExampleSchema("hillstrom"));
        var encoder = new Encoder(schema);
        var vector = new ActionVector(schema);

        Assert.All(encoder.UnitSpecs, u => Assert.Equal(UnitGroup.Attribute, u.Group));
        Assert.Equal(7 + 7 + 10 + 1 + 1 + 3 + 1 + 3, encoder.Units);
        Assert.Equal(["email_mens", "email_womens"], vector.Names);
        Assert.All(schema.Outcomes, o => Assert.Equal(14, o.WindowDays));
    }
}
