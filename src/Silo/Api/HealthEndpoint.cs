using System.Globalization;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>How the server is: 503, and the cause, where the last commit failed.</summary>
internal sealed class HealthEndpoint(ApiContext context)
{
    public void Map(Routes routes) => routes.Get<HealthInfo>("/v1/health", Health, "How the server is.");

    private async Task Health(HttpContext http)
    {
        var shards = await Task.WhenAll(Enumerable.Range(0, context.Grains.ShardCount)
            .Select(number => context.Grains.Shard(number).Status().AsTask()));
        var model = await context.Grains.Model(ModelEndpoints.DefaultName).Status();
        if (context.Store.Failure is not null)
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await Reply.Json(http, Info(shards, model), WireJson.Default.HealthInfo);
    }

    private HealthInfo Info(ShardStatus[] shards, ModelStatus model)
    {
        var schema = context.Schema;
        var (pending, deepest) = context.Host.Pending;
        return new HealthInfo(
            context.Store.Failure is null ? "ok" : "failing",
            typeof(HealthEndpoint).Assembly.GetName().Version!.ToString(3),
            new SchemaInfo(schema.Name, schema.Version.ToString(CultureInfo.InvariantCulture), schema.Hash),
            Clock(),
            Store(),
            model.Live,
            shards.Sum(shard => (long)shard.Consumers),
            new EventCounts(shards.Sum(s => s.Applied), shards.Sum(s => s.Merged), shards.Sum(s => s.Repeated),
                shards.Sum(s => s.Late), shards.Sum(s => s.Future), shards.Sum(s => s.Refused)),
            new QueueInfo(pending, deepest, context.Options.QueueBound),
            context.Store.Failure?.Message);
    }

    private ClockInfo Clock() => context.Clock is StreamClock
        ? new ClockInfo("stream", context.Clock.Today == DateOnly.MinValue ? null : context.Clock.Today)
        : new ClockInfo("wall", context.Clock.Today);

    private StoreInfo Store() => new(
        context.Store.FormatVersion, context.Store.Shards, context.Store.WeakDurability ?? "full",
        context.Store.WeakDurability is null, context.Store.Commits, context.Store.Frames,
        context.Store.Bytes, context.Store.Retention.ToString());
}
