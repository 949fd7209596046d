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

    private readonly EventResolver _events = new(new StateLayout(context.Schema));
    private readonly AttributeResolver _attributes = new(context.Schema);
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
            e => e.Consumer, Show, (shard, items) => shard.Observe(new ObserveBatch(items)))));

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

    /// <summary>
    /// Shows a stream's clock the day of an event that stands by itself. Whether one that takes another back stands is
    /// for the shard to say: it moves no clock, and neither does one that the schema refuses.
    /// </summary>
    private void Show(ConsumerEventMessage e)
    {
        if (context.Clock is StreamClock clock && e.Day > clock.Today && e.Reverses is null && Stands(e))
            clock.Show(e.Day);
    }

    private bool Stands(ConsumerEventMessage e)
    {
        try
        {
            if (e.Kind == EventResolver.Profile)
            {
                EventResolver.CheckProfile(e.Attributes is not null, e.Name, e.Level, e.Value, e.Reverses);
                _attributes.Resolve(e.Attributes!.Select(a => KeyValuePair.Create(a.Name, (string?)a.Value)));
                return true;
            }
            EventResolver.CheckNoProfile(e.Attributes is not null);
            _events.Resolve(e.Day.DayNumber, e.Kind, e.Name, e.Level, e.Value ?? 1);
            return true;
        }
        catch (InputException)
        {
            return false;
        }
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
