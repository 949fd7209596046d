using System.Text.Json;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Silo.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// An embedded silo, undisturbed, that gets what a cluster acknowledged, once: it knows what every consumer must be,
/// what must have been answered, and what every campaign must have decided.
/// </summary>
internal sealed class ShadowModel(WorldModelClient shadow, ProcessCluster cluster, Market market)
{
    private int _turn;

    public static async Task Compare(
        SmallWorld world, ProcessCluster cluster, Market market, Load load, ScanLoad scans)
    {
        using var data = new TempDirectory();
        await using var silo = await SiloHost.Start(world.Options(data) with { Time = TimeProvider.System });
        using var http = new HttpClient { BaseAddress = silo.Url };
        var shadow = new ShadowModel(new WorldModelClient(http, RetryPolicy.None), cluster, market);
        await market.MoveIn(shadow.Own);
        await shadow.CompareDecisions(load);
        await shadow.CompareScans(scans);
        await shadow.CompareCounterfactuals(load);
        await shadow.CompareConsumers(load);
    }

    private WorldModelClient Own => shadow;

    private WorldModelClient Next => cluster.Clients[_turn++ % cluster.Clients.Length];

    /// <summary>A buyer's first decision is made from what the shadow knows too: group, propensity, price.</summary>
    private async Task CompareDecisions(Load load)
    {
        await shadow.CreateCampaignAsync(Market.SingleCampaign);
        await shadow.AllocateAsync(Market.Single);
        await shadow.WaitAsync(Market.Single, "allocated");
        foreach (var answers in load.Decided.Values.GroupBy(decided => decided.Asked.Consumer))
        {
            var own = await shadow.DecideAsync(answers.First().Asked);
            Assert.All(answers, decided => Assert.Equal(Standing(own), Standing(decided.Answer)));
        }
    }

    private async Task CompareScans(ScanLoad scans)
    {
        foreach (var ended in scans.Ended)
        {
            var own = await ScanLoad.Undisturbed(shadow, market, ended.Id);
            Assert.Equal(own.Figures, ended.Figures);
            Assert.Equal(own.Decisions, ended.Decisions);
            Assert.Equal(Market.Quiet, ended.Decisions.Count);
        }
    }

    private async Task CompareCounterfactuals(Load load)
    {
        Assert.Empty(load.Contradicted);
        foreach (var (consumer, answer) in load.WouldBe)
        {
            var own = await shadow.CounterfactualAsync(market.Question(consumer));
            Assert.Equal(Load.Text(own.Answers.Single()), answer);
        }
    }

    private async Task CompareConsumers(Load load)
    {
        await shadow.SendEventsAsync(load.Acknowledged.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .SelectMany(entry => entry.Value));
        foreach (var (consumer, events) in load.Acknowledged)
        {
            var actual = Next;
            foreach (var day in new[] { market.Today, market.Today.AddDays(1) })
            {
                var request = new BeliefRequest { Consumer = consumer, Day = day };
                Assert.Equal(Text(await shadow.BeliefAsync(request)), Text(await actual.BeliefAsync(request)));
                Assert.Equal(
                    Text(await shadow.PlausibilityAsync(request)), Text(await actual.PlausibilityAsync(request)));
            }
            // Sent again, every event is a repeat: none was lost, and none counts a second time.
            var again = await actual.SendEventsAsync(events);
            Assert.Equal((events.Count, 0L), ((int)again.Repeated, again.Applied + again.Merged + again.RefusedTotal));
        }
    }

    private static (string?, string?, string?, double?, double?) Standing(DecisionAnswer answer) =>
        (answer.DecisionId, answer.Treatment, answer.Group, answer.Propensity, answer.ShadowPrice);

    private static string Text(BeliefResponse answer) =>
        JsonSerializer.Serialize(answer, WireJson.Default.BeliefResponse);

    private static string Text(PlausibilityResponse answer) =>
        JsonSerializer.Serialize(answer, WireJson.Default.PlausibilityResponse);
}
