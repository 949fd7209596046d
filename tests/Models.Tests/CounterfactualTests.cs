namespace WorldModel.Models.Tests;

public sealed class CounterfactualTests
{
    [Fact]
    public void An_effect_without_overlap_is_null_with_its_reason()
    {
        var effects = Effects(false, "sale1");
        Assert.All(effects, effect =>
        {
            Assert.Null(effect.Uplift);
            Assert.Null(effect.Level);
            Assert.Equal(Identification.No, effect.Identification);
            Assert.Contains("Sundays", effect.Reason, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Reproduction_gives_the_number_and_still_says_that_it_is_not_identified()
    {
        var effect = Effects(true, "sale1").Single(effect => effect.Outcome == "purchase");
        Assert.True(effect.Uplift!.Value.Mean > 0);
        Assert.Equal(Identification.No, effect.Identification);
    }

    [Fact]
    public void A_coupon_acts_on_purchases_through_price_and_says_what_that_assumes()
    {
        var effect = Effects(false, "coupon").Single(effect => effect.Outcome == "purchase");
        Assert.Equal(Identification.Adjusted, effect.Identification);
        Assert.Contains("only through price", effect.Reason, StringComparison.Ordinal);
        Assert.True(effect.Uplift!.Value.Low < effect.Uplift.Value.Mean);
        Assert.True(effect.Uplift.Value.High > effect.Uplift.Value.Mean);
    }

    [Fact]
    public void A_push_is_randomised_on_visits_and_zero_by_declaration_on_purchases()
    {
        var effects = Effects(false, "push");
        var visit = effects.Single(effect => effect.Outcome == "visit");
        var purchase = effects.Single(effect => effect.Outcome == "purchase");
        Assert.Equal(Identification.Randomised, visit.Identification);
        Assert.True(visit.Uplift!.Value.Low > 0);
        Assert.Equal(0, purchase.Uplift!.Value.Mean);
        Assert.Contains("zero by assumption", purchase.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Together_two_actions_claim_no_more_than_the_weaker_one()
    {
        Assert.Equal(Identification.Adjusted, Effects(false, "push+coupon")[0].Identification);
        Assert.Equal(Identification.No, Effects(false, "push+sale1")[0].Identification);
    }

    [Fact]
    public void Nothing_done_changes_nothing()
    {
        Assert.All(Effects(false, "none"), effect => Assert.Equal(0, effect.Uplift!.Value.Mean));
    }

    [Fact]
    public void Levels_differ_by_the_uplift_and_an_action_in_the_context_is_part_of_both()
    {
        var visible = SmallWorld.Test.VisibleRow(17);
        var belief = SmallWorld.BeliefOf(visible);
        var push = Schema.Treatment.Parse(SmallWorld.Model.Layout.Actions, "push");
        var plan = new TreatmentPlan(SmallWorld.Schema, [Schema.Treatment.None, push], [new("campaign", "1")]);
        var visits = SmallWorld.Model.Counterfactual(visible, belief, plan).Where(effect => effect.Outcome == "visit")
            .ToArray();
        Assert.Equal(visits[1].Level!.Value.Mean - visits[0].Level!.Value.Mean, visits[1].Uplift!.Value.Mean, 1e-12);
        var plain = SmallWorld.Model.Counterfactual(visible, belief, SmallWorld.Plan("none"));
        Assert.True(visits[0].Level!.Value.Mean > plain[0].Level!.Value.Mean);
    }

    [Fact]
    public void A_belief_stays_as_it_is_whatever_is_done()
    {
        var visible = SmallWorld.Test.VisibleRow(3);
        var belief = SmallWorld.BeliefOf(visible);
        var before = (float[])belief.Clone();
        var first = SmallWorld.Model.Counterfactual(visible, belief, SmallWorld.Plan("push", "coupon", "campaign"));
        Assert.Equal(before, belief);
        Assert.Equal(before, SmallWorld.BeliefOf(visible));
        var again = SmallWorld.Model.Counterfactual(visible, belief, SmallWorld.Plan("push", "coupon", "campaign"));
        Assert.Equal(first, again);
    }

    private static OutcomeEffect[] Effects(bool reproduce, params string[] treatments)
    {
        var visible = SmallWorld.Test.VisibleRow(40);
        return SmallWorld.Model.Counterfactual(
            visible, SmallWorld.BeliefOf(visible), SmallWorld.Plan(treatments), reproduce);
    }
}
