using WorldModel.Schema;

namespace WorldModel.Models.Tests;

public sealed class OverlapTests
{
    [Fact]
    public void A_sale_on_every_Sunday_is_not_identified_and_the_reason_names_the_day()
    {
        var sale = SmallWorld.Model.Overlap.Of("sale1");
        Assert.Equal(Identification.No, sale.Identification);
        Assert.Contains("sale1 is on exactly on Sundays (dow_6)", sale.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sale_in_fixed_months_is_not_identified_and_the_reason_names_the_month()
    {
        var sale = SmallWorld.Model.Overlap.Of("sale2");
        Assert.Equal(Identification.No, sale.Identification);
        Assert.Contains("in March (month_3)", sale.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_coupon_that_favours_the_loyal_is_adjusted()
    {
        var coupon = SmallWorld.Model.Overlap.Of("coupon");
        Assert.Equal(Identification.Adjusted, coupon.Identification);
        Assert.Equal(0, coupon.ShareOutside);
        Assert.InRange(coupon.Unexplained, 0.97, 1.0);
        Assert.True(coupon.EffectiveSample > 15_000, $"{coupon.EffectiveSample}");
    }

    [Fact]
    public void A_push_drawn_by_chance_is_randomised()
    {
        var push = SmallWorld.Model.Overlap.Of("push");
        Assert.Equal(Identification.Randomised, push.Identification);
        Assert.InRange(push.BalanceP, 0.001, 1.0);
    }

    [Fact]
    public void Price_varies_beyond_what_the_model_sees()
    {
        var price = SmallWorld.Model.Overlap.Of("price");
        Assert.Equal(Identification.Adjusted, price.Identification);
        Assert.InRange(price.Unexplained, 0.05, 0.5);
    }

    [Fact]
    public void A_declaration_of_randomness_that_the_balance_test_contradicts_is_not_believed()
    {
        var actions = SmallWorld.Schema.Actions
            .Select(action => action.Name == "coupon" ? action with { Assignment = Assignment.Randomised } : action);
        var schema = SmallWorld.Schema with { Actions = [.. actions] };
        var coupon = OverlapDiagnosis.Of(SmallWorld.RowsOf(schema)).Of("coupon");
        Assert.Equal(Identification.Adjusted, coupon.Identification);
        Assert.True(coupon.BalanceP < 0.001);
        Assert.Contains("declared random, but is not balanced", coupon.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_action_that_was_never_taken_is_not_identified()
    {
        var rows = SmallWorld.Rows.Select([.. Enumerable.Range(0, SmallWorld.Rows.Rows)
            .Where(row => SmallWorld.Rows.ActionRow(row)[3] == 0f)]);
        var coupon = OverlapDiagnosis.Of(rows).Of("coupon");
        Assert.Equal(Identification.No, coupon.Identification);
        Assert.Contains("never on", coupon.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_input_is_refused_by_name()
    {
        var error = Assert.Throws<InputException>(() => SmallWorld.Model.Overlap.Of("leaflet"));
        Assert.Equal("leaflet", error.Value);
    }
}
