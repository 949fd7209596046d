using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Judges events and profiles one by one and applies the good ones, writing each into the record as it is applied. A
/// consumer not known yet is created, its attributes unknown until a profile comes.
/// </summary>
internal sealed class Observing(int shard, ShardState state, GrainServices services)
{
    private const int LongestEventId = 256;
    private static readonly DateOnly OldestDay = new(1900, 1, 1);

    private readonly EventResolver _events = new(state.Rows.Layout);
    private readonly AttributeResolver _attributes = new(state.Schema);

    /// <summary>Events that counted, of their own or an older day; repeats; and refusals, by reason.</summary>
    public ObserveCounters Counters { get; } = new();

    /// <summary>Applies a message; the problem, if it is refused.</summary>
    public Problem? Observe(ConsumerEventMessage message, int index, DateOnly today, RecordWriter writer)
    {
        var place = $"events[{index}]";
        try
        {
            return Apply(message, place, today, writer);
        }
        catch (InputException error)
        {
            Counters.Refused++;
            return Problems.Of(CodeOf(error.Field), $"{place}.{error.Field}", error.Value, error.Expected);
        }
    }

    /// <summary>Creates a consumer or replaces its attributes; the problem, if it is refused.</summary>
    public Problem? PutProfile(ProfileMessage message, int index, RecordWriter writer)
    {
        try
        {
            CheckConsumer(message.Consumer);
            var words = _attributes.Resolve(
                message.Attributes.Select(a => KeyValuePair.Create(a.Name, (string?)a.Value)), "attributes.");
            var known = state.Rows.Find(message.Consumer) >= 0;
            var row = state.Ensure(message.Consumer);
            ShardRecords.WriteProfile(writer, row, known ? null : message.Consumer, words);
            state.Rows[row].SetAttributes(words);
            Counters.Profiles++;
            return null;
        }
        catch (InputException error)
        {
            Counters.Refused++;
            return Problems.Of(CodeOf(error.Field), $"profiles[{index}].{error.Field}", error.Value, error.Expected);
        }
    }

    private Problem? Apply(ConsumerEventMessage message, string place, DateOnly today, RecordWriter writer)
    {
        if (string.IsNullOrEmpty(message.Id) || message.Id.Length > LongestEventId)
            throw new InputException("id", message.Id, $"an id of 1 to {LongestEventId} characters");
        CheckConsumer(message.Consumer);
        if (message.Day < OldestDay) throw new InputException("day", Days.Text(message.Day), "a day since 1900");
        var e = _events.Resolve(message.Day.DayNumber, message.Kind, message.Name, message.Level, message.Value);
        if (DayWindow.IsFuture(e.Day, today.DayNumber))
        {
            Counters.Future++;
            return Problems.Of(ProblemCode.Future, $"{place}.day", Days.Text(e.Day),
                $"at most {DayWindow.DaysAhead} day after {Days.Text(today)}");
        }

        var id = EventHash.Of(message.Id);
        var row = state.Rows.Find(message.Consumer);
        if (row >= 0 && state.Rows[row].HasSeen(id))
        {
            Counters.Repeated++;
            return null;
        }

        var created = row < 0 ? message.Consumer : null;
        row = row < 0 ? state.Ensure(message.Consumer) : row;
        switch (state.Observe(row, id, e))
        {
            case ApplyResult.Late:
                Counters.Late++;
                var oldest = state.Rows.Layout.OldestDay(state.Rows[row].State);
                return Problems.Of(ProblemCode.Late, $"{place}.day", Days.Text(e.Day), $"{Days.Text(oldest)} or later");
            case ApplyResult.Merged: Counters.Merged++; break;
            default: Counters.Applied++; break;
        }

        ShardRecords.WriteEvent(writer, row, created, id, e);
        return null;
    }

    private void CheckConsumer(string consumer)
    {
        ConsumerId.Check(consumer);
        if (services.Grains.ShardOf(consumer) != shard)
            throw new InputException("consumer", null, $"a consumer of shard {shard}");
    }

    private static string CodeOf(string field) =>
        field is "name" or "level" ? ProblemCode.UnknownName : ProblemCode.Invalid;
}
