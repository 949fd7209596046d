using System.Text.Json;
using WorldModel.Client.Wire;

namespace WorldModel.Client.Tests;

public sealed class WireTests
{
    [Fact]
    public void A_campaign_file_without_its_optional_fields_has_their_defaults()
    {
        var campaign = JsonSerializer.Deserialize(
            """{"id":"a","budget":5,"treatments":[],"values":[{"outcome":"visit","value":0.3}]}""",
            WireJson.Default.CampaignItem)!;
        Assert.Equal(("default", 0.10, 0.05), (campaign.Model, campaign.Holdout, campaign.Explore));
        Assert.Equal(("none", 24.0, 1.0), (campaign.Fallback, campaign.ExpiresHours, campaign.Values[0].Margin));
    }

    [Fact]
    public void A_question_to_a_mix_without_its_optional_fields_has_their_defaults()
    {
        var plan = JsonSerializer.Deserialize("{}", WireJson.Default.MixPlanQuestion)!;
        Assert.Equal((52, .5, 1.5), (plan.Weeks, plan.Least, plan.Most));
        Assert.Equal(52, JsonSerializer.Deserialize("{}", WireJson.Default.MixQuestion)!.Weeks);
        Assert.Equal(52, JsonSerializer.Deserialize("{}", WireJson.Default.MixCurvesQuestion)!.Weeks);
        var pools = JsonSerializer.Deserialize(
            """{"pools":[{"channel":"tv","pool":"p"}]}""", WireJson.Default.MixPoolsRequest)!;
        Assert.Equal(1, pools.Pools[0].Share);
    }

    [Fact]
    public void Levels_may_be_numbers_and_booleans()
    {
        var treatment = JsonSerializer.Deserialize(
            """{"name":"t","actions":{"push":1,"coupon":true,"mail":false,"sms":"big","rate":0.5}}""",
            WireJson.Default.TreatmentItem)!;
        Assert.Equal(
            ["push=1", "coupon=1", "mail=0", "sms=big", "rate=0.5"],
            treatment.Actions.Select(action => $"{action.Key}={action.Value}"));
    }

    [Theory]
    [InlineData("""{"name":"t","actions":{"push":[]}}""")]
    [InlineData("""{"name":"t","actions":{"push":null}}""")]
    [InlineData("""{"name":"t","actions":{"push":1e999}}""")]
    [InlineData("""{"name":"t","actions":{"push":1,"push":1}}""")]
    [InlineData("""{"name":"t","actions":["push"]}""")]
    public void Levels_that_are_no_scalars_or_stand_twice_are_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, WireJson.Default.TreatmentItem));
}
