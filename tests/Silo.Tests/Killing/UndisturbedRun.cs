using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Silo.Tests.Api;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>What becomes of the small world where nobody kills anything: state, decisions, totals.</summary>
public sealed class UndisturbedRun(SmallWorld world) : IAsyncLifetime
{
    private readonly TempDirectory _data = new();

    public List<string> State { get; private set; } = [];

    public List<CampaignDecisionItem> Decisions { get; private set; } = [];

    public CampaignInfo Campaign { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await using var silo = await SiloHost.Start(world.Options(_data) with { Clock = ClockKind.Stream });
        using var http = new HttpClient { BaseAddress = silo.Url };
        var client = new WorldModelClient(http);
        await Replay(world, client);
        Campaign = await CampaignFlow.Run(client);
        Decisions = await CampaignFlow.Decisions(client);
        State = await StateOf(world, client);
    }

    public ValueTask DisposeAsync()
    {
        _data.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends everybody's attributes and the whole file of events.</summary>
    public static async Task Replay(SmallWorld world, WorldModelClient client)
    {
        await client.PutConsumersAsync(world.Profiles);
        await using var lines = File.OpenRead(world.EventsPath);
        await client.SendEventLinesAsync(lines);
    }

    /// <summary>
    /// Every consumer's state as far as it shows: beliefs of two days to the bit, last event, pending.
    /// </summary>
    public static async Task<List<string>> StateOf(SmallWorld world, WorldModelClient client)
    {
        var state = new List<string>();
        foreach (var day in (DateOnly[])[world.Today.AddDays(-1), world.Today])
        {
            var request = new BeliefRequest { Consumers = [.. world.Ids], Day = day };
            foreach (var answer in (await client.BeliefAsync(request)).Answers)
            {
                var bits = answer.Belief!.Select(BitConverter.SingleToInt32Bits);
                state.Add($"{answer.Consumer} {answer.AsOf} {string.Join(' ', bits)}");
            }
        }
        return state;
    }
}
