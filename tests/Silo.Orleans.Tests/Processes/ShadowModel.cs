using System.Text.Json;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Silo.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>
/// An embedded silo that is fed what a cluster acknowledged, once: it knows what every consumer must be.
/// </summary>
internal static class ShadowModel
{
    /// <summary>Compares every consumer of the load, through a silo of the cluster; answers how many.</summary>
    public static async Task<int> Compare(SmallWorld world, ProcessCluster cluster, Load load, DateOnly today)
    {
        using var data = new TempDirectory();
        await using var shadow = await SiloHost.Start(world.Options(data) with { Time = TimeProvider.System });
        using var http = new HttpClient { BaseAddress = shadow.Url };
        var expected = new WorldModelClient(http, RetryPolicy.None);
        var attributes = world.Profiles.First().Attributes;
        await expected.PutConsumersAsync(load.Acknowledged.Keys.Select(id => new ConsumerItem(id, attributes)));
        await expected.SendEventsAsync(load.Acknowledged.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .SelectMany(entry => entry.Value));
        int silo = 0;
        foreach (var (consumer, events) in load.Acknowledged)
        {
            var actual = cluster.Clients[silo++ % cluster.Clients.Length];
            foreach (var day in new[] { today, today.AddDays(1) })
            {
                var request = new BeliefRequest { Consumer = consumer, Day = day };
                Assert.Equal(Text(await expected.BeliefAsync(request)), Text(await actual.BeliefAsync(request)));
                Assert.Equal(
                    Text(await expected.PlausibilityAsync(request)), Text(await actual.PlausibilityAsync(request)));
            }
            // Sent again, every event is a repeat: none was lost, and none counts a second time.
            var again = await actual.SendEventsAsync(events);
            Assert.Equal((events.Count, 0L), ((int)again.Repeated, again.Applied + again.Merged + again.RefusedTotal));
        }
        return load.Acknowledged.Count;
    }

    private static string Text(BeliefResponse answer) =>
        JsonSerializer.Serialize(answer, WireJson.Default.BeliefResponse);

    private static string Text(PlausibilityResponse answer) =>
        JsonSerializer.Serialize(answer, WireJson.Default.PlausibilityResponse);
}
