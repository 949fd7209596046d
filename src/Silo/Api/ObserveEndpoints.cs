using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;
using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Api;

/// <summary>What comes in: events, attributes, and requests to forget.</summary>
internal sealed class ObserveEndpoints(ApiContext context)
{
    private const int MostAtOnce = 32;
    private const long MostArrayBytes = 16 * 1024 * 1024;

    private int _atOnce;

    public void Map(Routes routes)
    {
        routes.Post<EventItem[], IngestResult>("/v1/events", Events,
            "Applies events in order; each is answered by itself.", MediaTypes.Json, MediaTypes.Lines);
        routes.Post<ConsumerItem[], IngestResult>("/v1/consumers", Consumers,
            "Creates consumers or replaces their attributes.", MediaTypes.Json, MediaTypes.Lines);
        routes.Delete<ForgetRequest, ForgetResult>("/v1/consumers", Forget,
            "Forgets a consumer: attributes, history and decisions.");
    }

    private Task Events(HttpContext http) => Take(http, new Ingest<ConsumerEventMessage>(
        context.Grains, new EventParser(context.Schema), new(
            e => e.Consumer, e => Show(e.Day), (shard, items) => shard.Observe(new ObserveBatch(items)))));

    private Task Consumers(HttpContext http) => Take(http, new Ingest<ProfileMessage>(
        context.Grains, new ProfileParser(context.Schema), new(
            p => p.Consumer, _ => { }, (shard, items) => shard.PutProfiles(new ProfileBatch(items)))));

    private async Task Forget(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<ForgetRequest>());
        var consumer = ConsumerId.Check(request.Consumer);
        var reply = await context.Grains.Shard(context.Grains.ShardOf(consumer)).Forget(consumer);
        await Reply.Json(http, new ForgetResult(reply.Existed), WireJson.Default.ForgetResult);
    }

    private void Show(DateOnly day)
    {
        if (context.Clock is StreamClock clock)
            clock.Show(day);
    }

    private async Task Take<TItem>(HttpContext http, Ingest<TItem> ingest)
        where TItem : class
    {
        MediaTypes.Require(http, MediaTypes.Json, MediaTypes.Lines);
        if (Interlocked.Increment(ref _atOnce) > MostAtOnce)
        {
            Interlocked.Decrement(ref _atOnce);
            throw new BusyException("ingest", MostAtOnce);
        }
        try
        {
            await Read(http, ingest);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
        await Reply.Json(http, ingest.Totals.ToResult(context.Metrics), WireJson.Default.IngestResult);
    }

    private async Task Read<TItem>(HttpContext http, Ingest<TItem> ingest)
        where TItem : class
    {
        bool lines = MediaTypes.Is(http, MediaTypes.Lines);
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            lines ? context.Options.MostStreamBytes : MostArrayBytes;
        if (!lines)
        {
            await ingest.Array(await JsonBody.Buffer(http, MostArrayBytes));
            return;
        }
        // A stream may rest between its lines.
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        await ingest.Lines(http.Request, http.RequestAborted);
    }
}
