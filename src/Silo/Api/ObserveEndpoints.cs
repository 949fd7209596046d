using WorldModel.Client.Wire;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Silo.Api;

/// <summary>What comes in: events, attributes, and requests to forget.</summary>
internal sealed class ObserveEndpoints(ApiContext context)
{
    private readonly EventResolver _events = new(new StateLayout(context.Schema));
    private readonly AttributeResolver _attributes = new(context.Schema);
    private readonly Intake _intake = new(context);

    public void Map(Routes routes)
    {
        routes.Post<EventItem[], IngestResult>("/v1/events", Events,
            "Applies events in order; each is answered by itself.", MediaTypes.Json, MediaTypes.Lines);
        routes.Post<ConsumerItem[], IngestResult>("/v1/consumers", Consumers,
            "Creates consumers or replaces their attributes.", MediaTypes.Json, MediaTypes.Lines);
        routes.Delete<ForgetRequest, ForgetResult>("/v1/consumers", Forget,
            "Forgets a consumer: attributes, history and decisions.");
    }

    private Task Events(HttpContext http) => _intake.Take(http, new Ingest<ConsumerEventMessage>(
        context.Grains, new EventParser(context.Schema), new(
            e => e.Consumer, Show, Observe)), context.Metrics);

    private Task Consumers(HttpContext http) => _intake.Take(http, new Ingest<ProfileMessage>(
        context.Grains, new ProfileParser(context.Schema), new(
            p => p.Consumer, _ => { }, (shard, items) => shard.PutProfiles(new ProfileBatch(items)))), context.Metrics);

    private async Task Forget(HttpContext http)
    {
        var request = await JsonBody.Read(http, StrictJson.Type<ForgetRequest>());
        var consumer = ConsumerId.Check(request.Consumer);
        var reply = await context.Grains.Shard(context.Grains.ShardOf(consumer)).Forget(consumer);
        await Reply.Json(http, new ForgetResult(reply.Existed), WireJson.Default.ForgetResult);
    }

    private ValueTask<ObserveReply> Observe(IConsumerShard shard, ConsumerEventMessage[] events)
    {
        var reply = shard.Observe(new ObserveBatch(events));
        return context.Clock is StreamClock clock ? Told(reply, events, clock) : reply;
    }

    /// <summary>
    /// Says of an event that was too far ahead for a stream's clock, which went on by itself up to there, how far that
    /// goes: a shard knows only how far an event may be ahead of it.
    /// </summary>
    private async ValueTask<ObserveReply> Told(
        ValueTask<ObserveReply> asked, ConsumerEventMessage[] events, StreamClock clock)
    {
        var reply = await asked;
        return reply with { Refused = Array.ConvertAll(reply.Refused, Told) };

        RefusedItem Told(RefusedItem item) =>
            item.Problem.Code == ProblemCode.Future && Moves(events[item.Index])
                ? item with
                {
                    Problem = item.Problem with
                    {
                        Expected = $"at most {clock.LongestJumpDays} days after {Days.Text(clock.Today)}, the latest "
                            + "day of the stream: a longer jump is taken for a wrong date",
                    },
                }
                : item;
    }

    /// <summary>
    /// Shows a stream's clock the day of an event that stands by itself. Whether one that takes another back stands is
    /// for the shard to say: it moves no clock, and neither does one that the schema refuses.
    /// </summary>
    private void Show(ConsumerEventMessage e)
    {
        if (context.Clock is StreamClock clock && e.Day > clock.Today && Moves(e))
            clock.Show(e.Day);
    }

    private bool Moves(ConsumerEventMessage e) => e.Reverses is null && Stands(e);

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
}
