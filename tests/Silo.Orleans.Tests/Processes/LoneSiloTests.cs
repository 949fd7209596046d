using System.Net;
using System.Text.Json;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Silo.Tests;

namespace WorldModel.Silo.Orleans.Tests.Processes;

/// <summary>One silo of a cluster by itself, over SQLite: what a developer starts by one command.</summary>
public sealed class LoneSiloTests(SmallWorld world)
{
    [Fact]
    public async Task It_answers_for_consumers_and_says_of_media_mixes_that_it_has_none()
    {
        using var data = new TempDirectory();
        await using var silo = new ClusterProcess(
        [
            "--data", data.File("silo"), "--schema", world.SchemaFile, "--model", world.ModelPath, "--shards", "4",
        ], data.File("log"), hasWire: false);
        await silo.Start();
        using var http = new HttpClient { BaseAddress = silo.Url };
        var client = new WorldModelClient(http, RetryPolicy.None);
        await client.PutConsumersAsync(world.Profiles);
        var belief = await client.BeliefAsync(new BeliefRequest { Consumer = world.Ids.First(), Day = world.Today });
        Assert.NotNull(belief.Answers.Single().Belief);

        using var mixes = await http.GetAsync(new Uri("/v1/mixes", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotImplemented, mixes.StatusCode);
        using var problem = JsonDocument.Parse(await mixes.Content.ReadAsStringAsync());
        Assert.Equal("no-mixes", problem.RootElement.GetProperty("code").GetString());

        await silo.Stop();
        Assert.DoesNotContain("Polly", await File.ReadAllTextAsync(data.File("log")), StringComparison.Ordinal);
    }
}
