using WorldModel.Cli.Serving;
using WorldModel.Schema;

namespace WorldModel.Cli.Tests.Serving;

public sealed class CampaignFileTests
{
    [Fact]
    public void The_example_is_a_campaign()
    {
        var campaign = CampaignFile.Read(Checkout.File("examples/purchase-campaign.json"));
        Assert.Equal(["push", "coupon", "push+coupon"], campaign.Treatments.Select(t => t.Name));
        Assert.Equal(0.0225, campaign.BudgetPerConsumer);
    }

    [Theory]
    [InlineData("""{"id":"x","treatments":[],"values":[],"budjet":3}""", "f budjet", "one of id, pool, budget")]
    [InlineData("""{"id":"x"}""", "f", "treatments, values")]
    [InlineData("""{"id":"x","treatments":[],"values":[],"budget":"lots"}""", "f budget", "the type")]
    [InlineData("""{"id":"x",""", "f", "a campaign in JSON")]
    [InlineData("", "f", "a campaign in JSON")]
    [InlineData("null", "f", "a campaign")]
    public void What_is_wrong_with_a_file_is_named(string json, string field, string expected)
    {
        var error = Assert.Throws<InputException>(() => CampaignFile.Parse(json, "f"));
        Assert.StartsWith(field, error.Field);
        Assert.Contains(expected, error.Expected);
    }
}
