using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Leases;
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
            var words = Words(message.Attributes);
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
        if (message.Kind == DeliveryTerms.Kind) return ApplyDelivery(message, place, today, writer);
        DeliveryTerms.CheckNone(message);
        return message.Kind == EventResolver.Profile ? ApplyProfile(message, place, today, writer)
            : message.Reverses is null ? ApplyFact(message, place, today, writer)
            : ApplyReversal(message, place, today, writer);
    }

    private Problem? ApplyFact(ConsumerEventMessage message, string place, DateOnly today, RecordWriter writer)
    {
        EventResolver.CheckNoProfile(message.Attributes is not null);
        var e = _events.Resolve(message.Day.DayNumber, message.Kind, message.Name, message.Level, message.Value ?? 1);
        if (Future(message.Day, today, place) is { } future) return future;
        var id = EventHash.Of(message.Id);
        if (IsKnown(message, id, EventPrint.Of(e), place, out var conflict)) return conflict;
        var row = Row(message.Consumer, out var created);
        var result = state.Observe(row, id, e);
        if (result != ApplyResult.Late) ShardRecords.WriteEvent(writer, row, created, id, e);
        return Count(result, row, message.Day, place);
    }

    private Problem? ApplyProfile(ConsumerEventMessage message, string place, DateOnly today, RecordWriter writer)
    {
        EventResolver.CheckProfile(
            message.Attributes is not null, message.Name, message.Level, message.Value, message.Reverses);
        var words = Words(message.Attributes!);
        if (Future(message.Day, today, place) is { } future) return future;
        var (id, day) = (EventHash.Of(message.Id), message.Day.DayNumber);
        if (IsKnown(message, id, EventPrint.Of(day, words), place, out var conflict)) return conflict;
        var row = Row(message.Consumer, out var created);
        var result = state.Describe(row, id, day, words);
        if (result != ApplyResult.Late) ShardRecords.WriteEvent(writer, row, created, id, day, words);
        return Count(result, row, message.Day, place);
    }

    private Problem? ApplyReversal(ConsumerEventMessage message, string place, DateOnly today, RecordWriter writer)
    {
        EventResolver.CheckNoProfile(message.Attributes is not null);
        var e = _events.ResolveReversal(
            message.Day.DayNumber, message.Kind, message.Name, message.Level, message.Value);
        if (Future(message.Day, today, place) is { } future) return future;
        var (id, reversed) = (EventHash.Of(message.Id), EventHash.Of(message.Reverses!));
        if (IsKnown(message, id, EventPrint.Of(e.Day, reversed, e.Micros), place, out var conflict)) return conflict;
        var (row, layout) = (state.Rows.Find(message.Consumer), state.Rows.Layout);
        if (row >= 0 && e.Day < layout.OldestDay(state.Rows[row].State))
            return Count(ApplyResult.Late, row, message.Day, place);
        var (open, named) = row < 0
            ? (0, null)
            : (state.Rows[row].OpenDay, state.Rows.Events.Find(row, reversed));
        Reversal.Judge(layout, open, message.Reverses!, named, e);
        var result = state.TakeBack(row, id, e.Day, reversed, e.Micros);
        ShardRecords.WriteEvent(writer, row, id, e.Day, reversed, e.Micros);
        return Count(result, row, message.Day, place);
    }

    private Problem? ApplyDelivery(ConsumerEventMessage message, string place, DateOnly today, RecordWriter writer)
    {
        var terms = DeliveryTerms.Of(message);
        if (Future(message.Day, today, place) is { } future) return future;
        var (id, day) = (EventHash.Of(message.Id), message.Day.DayNumber);
        var row = state.Rows.Find(message.Consumer);
        var seen = row < 0 ? null : state.Rows[row].Seen(id);
        if (seen is { } print && !EventPrint.IsSame(print, EventPrint.OfDelivered(terms.Decision)))
            return Conflict(message, place);
        var judgement = Deliveries.Judge(state, row, message, terms, today);
        // The event is remembered longer than what became of its decision.
        if (seen is not null && judgement.Problem?.Code != ProblemCode.Conflict) judgement = new(true, null);
        if (judgement.IsRepeat) Counters.Repeated++;
        if (judgement.Problem is { } problem)
        {
            Counters.Refused++;
            return problem with { Field = $"{place}.{problem.Field}" };
        }

        if (judgement.IsRepeat) return null;
        if (day < state.Rows.Layout.OldestDay(state.Rows[row].State))
            return Count(ApplyResult.Late, row, message.Day, place);
        var result = Deliveries.Apply(state, row, id, day, terms);
        ShardRecords.WriteEvent(writer, row, id, day, terms);
        return Count(result, row, message.Day, place);
    }

    private Problem? Future(DateOnly day, DateOnly today, string place)
    {
        if (!DayWindow.IsFuture(day.DayNumber, today.DayNumber)) return null;
        Counters.Future++;
        return Problems.Of(ProblemCode.Future, $"{place}.day", Days.Text(day),
            $"at most {DayWindow.DaysAhead} day after {Days.Text(today)}");
    }

    /// <summary>Whether the consumer has an event of this id: then it is a repeat, or says something else.</summary>
    private bool IsKnown(
        ConsumerEventMessage message, UInt128 id, ushort print, string place, out Problem? conflict)
    {
        conflict = null;
        var row = state.Rows.Find(message.Consumer);
        if (row < 0 || state.Rows[row].Seen(id) is not { } seen) return false;
        if (EventPrint.IsSame(seen, print)) Counters.Repeated++;
        else conflict = Conflict(message, place);
        return true;
    }

    private Problem Conflict(ConsumerEventMessage message, string place)
    {
        Counters.Refused++;
        return Problems.Of(ProblemCode.Conflict, $"{place}.id", message.Id,
            "what the consumer's event of this id said first, or an id of its own");
    }

    private int Row(string consumer, out string? created)
    {
        var row = state.Rows.Find(consumer);
        created = row < 0 ? consumer : null;
        return row < 0 ? state.Ensure(consumer) : row;
    }

    private Problem? Count(ApplyResult result, int row, DateOnly day, string place)
    {
        switch (result)
        {
            case ApplyResult.Late:
                Counters.Late++;
                var oldest = state.Rows.Layout.OldestDay(state.Rows[row].State);
                return Problems.Of(ProblemCode.Late, $"{place}.day", Days.Text(day), $"{Days.Text(oldest)} or later");
            case ApplyResult.Merged: Counters.Merged++; break;
            default: Counters.Applied++; break;
        }

        return null;
    }

    private int[] Words(AttributeValue[] attributes) => _attributes.Resolve(
        attributes.Select(a => KeyValuePair.Create(a.Name, (string?)a.Value)), "attributes.");

    private void CheckConsumer(string consumer)
    {
        ConsumerId.Check(consumer);
        if (services.Grains.ShardOf(consumer) != shard)
            throw new InputException("consumer", null, $"a consumer of shard {shard}");
    }

    private static string CodeOf(string field) =>
        field is "name" or "level" ? ProblemCode.UnknownName : ProblemCode.Invalid;
}
