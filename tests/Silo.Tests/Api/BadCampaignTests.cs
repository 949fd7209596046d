using System.Net;
using WorldModel.Client.Wire;

namespace WorldModel.Silo.Tests.Api;

public sealed class BadCampaignTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    [Fact]
    public async Task A_negative_budget_is_refused()
    {
        var problem = await Refused("\"budget\":-1");
        Assert.Equal(("budget", "-1"), (problem.Field, problem.Value));
    }

    [Fact]
    public async Task An_infinite_budget_is_refused()
    {
        var problem = await Refused("\"budget\":1e999");
        Assert.Equal(("budget", "1e999", "a finite number"), (problem.Field, problem.Value, problem.Expected));
    }

    [Fact]
    public async Task A_budget_of_text_is_refused()
    {
        var problem = await Refused("\"budget\":\"much\"");
        Assert.Equal(("budget", "much"), (problem.Field, problem.Value));
    }

    [Fact]
    public async Task A_hold_out_over_one_is_refused() =>
        Assert.Equal("holdout", (await Refused("\"budget\":1,\"holdout\":1.5")).Field);

    [Fact]
    public async Task An_unknown_outcome_is_refused() => Assert.Equal("smile", (await silo.Refused(
        HttpStatusCode.UnprocessableEntity, "v1/campaigns", Campaign("\"budget\":1", outcome: "smile"))).Value);

    [Fact]
    public async Task A_model_that_can_never_be_live_is_refused()
    {
        var problem = await Refused("\"budget\":1,\"model\":\"second\"");
        Assert.Equal(("model", "second"), (problem.Field, problem.Value));
        Assert.Contains("default", problem.Expected);
    }

    [Fact]
    public async Task A_campaign_of_a_pool_that_has_no_budget_says_so_until_it_has_one()
    {
        var created = await silo.Client.CreateCampaignAsync(
            CampaignFlow.Campaign("poor") with { BudgetPerConsumer = null, Pool = "nowhere" });
        Assert.Contains("'nowhere'", Assert.Single(created.Notes!));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_not_stand_in_a_path_is_refused(string id)
    {
        var problem = await silo.Refused(
            HttpStatusCode.UnprocessableEntity, "v1/campaigns", Campaign("\"budget\":1", id: id));
        Assert.Equal(("id", id), (problem.Field, problem.Value));
    }

    [Fact]
    public async Task An_unknown_campaign_is_not_found_and_asking_makes_none()
    {
        var problem = await silo.Refused(HttpStatusCode.NotFound, "v1/campaigns/none/estimate", "");
        Assert.Equal(("unknown-campaign", "none"), (problem.Code, problem.Value));
        Assert.DoesNotContain((await silo.Client.CampaignsAsync()).Campaigns, campaign => campaign.Id == "none");
    }

    [Fact]
    public async Task Another_spec_under_the_same_id_is_a_conflict()
    {
        Assert.Equal(HttpStatusCode.OK, (await silo.Http.PostAsync("v1/campaigns", new StringContent(
            Campaign("\"budget\":1", id: "taken"), System.Text.Encoding.UTF8, "application/json"))).StatusCode);
        Assert.Equal("conflict", (await silo.Refused(
            HttpStatusCode.Conflict, "v1/campaigns", Campaign("\"budget\":2", id: "taken"))).Code);
    }

    [Fact]
    public async Task A_decision_for_an_unknown_campaign_is_not_found() => Assert.Equal("campaign", (await silo.Refused(
        HttpStatusCode.NotFound, "v1/decisions", """{"requestId":"r","campaign":"none","consumer":"c1"}""")).Field);

    [Fact]
    public async Task A_campaign_that_is_not_estimated_has_no_decisions_yet_but_is_no_unknown_one()
    {
        await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign("fresh"));
        var problem = await silo.Refused(HttpStatusCode.Conflict, "v1/decisions",
            """{"requestId":"r","campaign":"fresh","consumer":"c1"}""");
        Assert.Equal(("wrong-stage", "campaign"), (problem.Code, problem.Field));
        var page = await silo.Http.GetAsync("v1/campaigns/fresh/decisions");
        Assert.Equal(HttpStatusCode.Conflict, page.StatusCode);
    }

    [Fact]
    public async Task A_request_id_twice_in_a_batch_is_refused()
    {
        var problem = await silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/decisions", await Twice());
        Assert.Equal("requests[1].requestId", problem.Field);
    }

    [Fact]
    public async Task A_campaign_that_is_none_keeps_no_other_request_of_its_batch_from_an_answer()
    {
        await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign("mixed"));
        await silo.Client.AllocateAsync("mixed");
        await silo.Client.WaitAsync("mixed", "allocated");
        var answers = await silo.Client.DecideAsync(
        [
            new DecisionItem("mixed-1", "mixd", "c1"), new DecisionItem("mixed-2", "mixed", "c1"),
            new DecisionItem("mixed-3", "mixed", "c1", ["sms"]), new DecisionItem("mixed-4", "mixed", "c2"),
        ]);
        Assert.Equal(
            [("unknown-campaign", "campaign", "mixd"), null, ("unknown-name", "eligible", "sms"), null],
            answers.Select(answer => answer.Problem is { } problem
                ? ((string, string?, string?)?)(problem.Code, problem.Field, problem.Value)
                : null));
        Assert.All(new[] { answers[1], answers[3] }, answer => Assert.NotNull(answer.DecisionId));
    }

    [Fact]
    public async Task A_campaign_just_created_shows_its_budget_and_texts_as_they_are_read()
    {
        Assert.Equal(12.5, (await silo.Client.CreateCampaignAsync(
            CampaignFlow.Campaign("funded") with { BudgetPerConsumer = null, Budget = 12.5 })).Budget);
        await silo.Client.CreateCampaignAsync(
            CampaignFlow.Campaign("unfunded") with { BudgetPerConsumer = null, Pool = "elsewhere" });
        var text = await silo.Http.GetStringAsync("v1/campaigns/unfunded");
        Assert.Contains("the pool 'elsewhere' has", text);
        Assert.Contains("\"budget\":0", text);
    }

    private async Task<string> Twice()
    {
        await silo.Http.PostAsync("v1/campaigns", new StringContent(
            Campaign("\"budget\":1", id: "twice"), System.Text.Encoding.UTF8, "application/json"));
        return """
            {"requests":[{"requestId":"r","campaign":"twice","consumer":"c1"},
             {"requestId":"r","campaign":"twice","consumer":"c2"}]}
            """;
    }

    private Task<Client.Wire.ProblemInfo> Refused(string budget) =>
        silo.Refused(HttpStatusCode.UnprocessableEntity, "v1/campaigns", Campaign(budget));

    private static string Campaign(string budget, string id = "bad", string outcome = "visit") =>
        $$"""
        {"id":"{{id}}","treatments":[{"name":"push","actions":{"push":1},"cost":0.05}],
         "values":[{"outcome":"{{outcome}}","value":0.3}],{{budget}}}
        """;
}
