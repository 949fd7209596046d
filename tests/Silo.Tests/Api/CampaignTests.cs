using WorldModel.Client.Wire;

namespace WorldModel.Silo.Tests.Api;

public sealed class CampaignTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    [Fact]
    public async Task A_campaign_decides_for_everybody_within_its_budget()
    {
        var campaign = await CampaignFlow.Run(silo.Client, "all");
        var decisions = await CampaignFlow.Decisions(silo.Client, "all");
        Assert.Equal(silo.World.Ids.Order(StringComparer.Ordinal), decisions.Select(d => d.Consumer));
        Assert.Equal(0.0225 * SmallWorld.Consumers, campaign.Budget, 6);
        Assert.InRange(campaign.Spend, 0.01, campaign.Budget);
        Assert.Equal(campaign.Spend, decisions.Sum(decision => decision.Cost), 6);
        Assert.True(campaign.Gap >= -1e-9, $"gap {campaign.Gap}");
        Assert.Contains(decisions, decision => decision.Group == "holdout");
        Assert.All(decisions, decision => Assert.InRange(decision.Propensity, 0.0, 1.0));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat()
    {
        await CampaignFlow.Run(silo.Client, "paged");
        var all = await CampaignFlow.Decisions(silo.Client, "paged");
        var paged = new List<CampaignDecisionItem>();
        string? cursor = null;
        do
        {
            var page = await silo.Client.DecisionsAsync("paged", cursor, limit: 7);
            Assert.InRange(page.Decisions.Length, 0, 7);
            paged.AddRange(page.Decisions);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(all, paged.OrderBy(decision => decision.Consumer, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_report_adds_up_to_the_campaign()
    {
        var campaign = await CampaignFlow.Run(silo.Client, "reported");
        var report = await silo.Client.ReportAsync("reported");
        Assert.Equal(campaign.Spend, report.Groups.Sum(group => group.Spend), 6);
        Assert.Equal(campaign.Audience, report.Groups.Sum(group => group.Consumers));
        Assert.NotEmpty(report.Frontier);
    }

    [Fact]
    public async Task Two_shard_counts_give_the_same_decisions()
    {
        await CampaignFlow.Run(silo.Client, "spring");
        using var data = new TempDirectory();
        await using var other = await SiloHost.Start(silo.World.Options(data) with { Shards = 2 });
        using var http = new HttpClient { BaseAddress = other.Url };
        var client = new WorldModel.Client.WorldModelClient(http);
        await client.PutConsumersAsync(silo.World.Profiles);
        await using var lines = File.OpenRead(silo.World.EventsPath);
        await client.SendEventLinesAsync(lines);
        await CampaignFlow.Run(client, "spring");
        Assert.Equal(
            await CampaignFlow.Decisions(silo.Client, "spring"), await CampaignFlow.Decisions(client, "spring"));
    }

    [Fact]
    public async Task One_decision_is_repeated_for_the_same_request_id()
    {
        await CampaignFlow.Run(silo.Client, "now");
        var request = new DecisionItem("request-1", "now", "c5");
        var first = await silo.Client.DecideAsync(request);
        var again = await silo.Client.DecideAsync(request);
        Assert.NotNull(first.DecisionId);
        Assert.Equal(first.DecisionId, again.DecisionId);
        Assert.Equal(
            (first.Treatment, first.Propensity, first.ExpiresAt),
            (again.Treatment, again.Propensity, again.ExpiresAt));
        var other = await Assert.ThrowsAsync<WorldModel.Client.WorldModelApiException>(
            () => silo.Client.DecideAsync(request with { Eligible = ["push"] }));
        Assert.Equal((409, "conflict"), (other.Problem.Status, other.Problem.Code));
    }

    [Fact]
    public async Task Decisions_of_a_batch_come_in_the_order_of_the_request()
    {
        await CampaignFlow.Run(silo.Client, "batch");
        var requests = silo.World.Ids.Select(id => new DecisionItem($"batch-{id}", "batch", id)).ToArray();
        var answers = await silo.Client.DecideAsync(requests);
        Assert.Equal(requests.Select(request => request.RequestId), answers.Select(answer => answer.RequestId));
        Assert.All(answers, answer => Assert.NotNull(answer.Treatment));
    }
}
