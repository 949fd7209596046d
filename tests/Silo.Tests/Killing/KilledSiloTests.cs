using System.Runtime.CompilerServices;
using System.Text.Json;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Silo.Tests.Api;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>
/// A silo killed at any moment, started again and given the whole file again, is as if nothing had happened.
/// </summary>
public sealed class KilledSiloTests(SmallWorld world, UndisturbedRun undisturbed)
    : IClassFixture<UndisturbedRun>, IDisposable
{
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Killed_during_a_replay()
    {
        foreach (double share in (double[])[0.2, 0.5, 0.8])
        {
            using var silo = await Start();
            using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            await silo.Client.PutConsumersAsync(world.Profiles, Cancellation);
            var replay = silo.Client.SendEventsAsync(FirstAndThenSilence(share), hangUp.Token);
            while ((await silo.Client.HealthAsync(Cancellation)).Events.Applied == 0)
                Assert.False(replay.IsCompleted, "the replay ended before it was killed");
            await silo.Kill();
            await hangUp.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => replay);
        }
        using var last = await Start();
        await UndisturbedRun.Replay(world, last.Client);
        Assert.Equal(undisturbed.State, await UndisturbedRun.StateOf(world, last.Client));
    }

    [Theory]
    [InlineData("estimated")]
    [InlineData("allocated")]
    [InlineData("decided")]
    public async Task Killed_while_a_campaign_works_it_finishes_by_itself_and_spends_once(string stage)
    {
        using (var silo = await Start())
        {
            await UndisturbedRun.Replay(world, silo.Client);
            await silo.Client.CreateCampaignAsync(CampaignFlow.Campaign(), Cancellation);
            await Reach(silo.Client, Before(stage));
            await Ask(silo.Client, stage);
            await silo.Kill();
        }
        await KillUntil(stage);
        using var last = await Start();
        var reached = await last.Client.WaitAsync("spring", stage, cancellation: Cancellation);
        Assert.Equal(stage, reached.Stage);
        await UndisturbedRun.Replay(world, last.Client);
        await Reach(last.Client, "decided");
        Assert.Equal(undisturbed.Decisions, await CampaignFlow.Decisions(last.Client));
        var campaign = await last.Client.CampaignAsync("spring", Cancellation);
        Assert.Equal(undisturbed.Campaign.Spend, campaign.Spend);
        Assert.Equal(undisturbed.Campaign.ShadowPrice, campaign.ShadowPrice);
        Assert.Equal(undisturbed.State, await UndisturbedRun.StateOf(world, last.Client));
    }

    /// <summary>Starts and kills while the work goes on by itself, a little later each time.</summary>
    private async Task KillUntil(string stage)
    {
        foreach (int after in (int[])[0, 15])
        {
            using var silo = await Start();
            await Task.Delay(after, Cancellation);
            var campaign = await silo.Client.CampaignAsync("spring", Cancellation);
            await silo.Kill();
            if (campaign.Stage == stage)
                return;
        }
    }

    private Task<SiloProcess> Start() => SiloProcess.Start(world, _data.File("data"), Cancellation);

    /// <summary>
    /// A caller that sends the first events and then holds the line, so that the kill meets open work.
    /// </summary>
    private async IAsyncEnumerable<EventItem> FirstAndThenSilence(
        double share, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var lines = await File.ReadAllLinesAsync(world.EventsPath, cancellation);
        foreach (var line in lines.Take((int)(lines.Length * share)))
            yield return JsonSerializer.Deserialize(line, WireJson.Default.EventItem)!;
        await Task.Delay(Timeout.Infinite, cancellation);
    }

    private static async Task Reach(WorldModelClient client, string stage)
    {
        if (stage == "created")
            return;
        await Ask(client, stage);
        await client.WaitAsync("spring", stage, cancellation: Cancellation);
    }

    private static Task Ask(WorldModelClient client, string stage) => stage switch
    {
        "estimated" => client.EstimateAsync("spring", Cancellation),
        "allocated" => client.AllocateAsync("spring", Cancellation),
        _ => client.DecideCampaignAsync("spring", Cancellation),
    };

    private static string Before(string stage) => stage switch
    {
        "estimated" => "created",
        "allocated" => "estimated",
        _ => "allocated",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
