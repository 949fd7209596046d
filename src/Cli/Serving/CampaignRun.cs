using WorldModel.Cli.Terminal;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Serving;

/// <summary>Takes a campaign of a running silo through its stages, one request each, and waits for the work.</summary>
internal sealed class CampaignRun(WorldModelClient client)
{
    public const string Estimated = "estimated";
    public const string Allocated = "allocated";
    public const string Decided = "decided";
    public const string Closed = "closed";

    public Task<CampaignInfo> Estimate(string id, PhaseProgress progress, CancellationToken stop) =>
        Estimate(id, null, progress, stop);

    /// <summary>For a later day than before, it is the next round.</summary>
    public Task<CampaignInfo> Estimate(string id, DateOnly? day, PhaseProgress progress, CancellationToken stop) =>
        Reach(id, Estimated, (campaign, cancellation) => day is { } asked
            ? client.EstimateAsync(campaign, asked, cancellation)
            : client.EstimateAsync(campaign, cancellation), progress, stop);

    public Task<CampaignInfo> Allocate(string id, PhaseProgress progress, CancellationToken stop) =>
        Reach(id, Allocated, client.AllocateAsync, progress, stop);

    public Task<CampaignInfo> Decide(string id, PhaseProgress progress, CancellationToken stop) =>
        Reach(id, Decided, client.DecideCampaignAsync, progress, stop);

    public Task<CampaignInfo> Close(string id, PhaseProgress progress, CancellationToken stop) =>
        Reach(id, Closed, client.CloseAsync, progress, stop);

    private async Task<CampaignInfo> Reach(
        string id, string stage, Func<string, CancellationToken, Task<CampaignInfo>> request, PhaseProgress progress,
        CancellationToken stop)
    {
        await request(id, stop);
        try
        {
            return await client.WaitAsync(id, stage, new Watcher(progress), stop);
        }
        catch (InvalidOperationException stuck)
        {
            throw new CommandFailedException(stuck.Message, stuck);
        }
    }

    private sealed class Watcher(PhaseProgress progress) : IProgress<CampaignInfo>
    {
        public void Report(CampaignInfo value) =>
            progress.Report(value.Progress, $"{value.Stage}, {Counted.Of(value.Audience, "consumer")}");
    }
}
