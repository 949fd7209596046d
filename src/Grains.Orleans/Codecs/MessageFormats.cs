using System.Reflection;

namespace WorldModel.Grains.Orleans.Codecs;

/// <summary>
/// Formats of all that contracts may hold: the plain types below, what may be null of them, columns of numbers, lists,
/// and records of these. Anything else is no message.
/// </summary>
internal static class MessageFormats
{
    private static readonly Dictionary<Type, object> Plain = new()
    {
        [typeof(bool)] = new Parts<bool>("bool", (w, v) => w.Byte(v ? (byte)1 : (byte)0), r => r.Byte() != 0),
        [typeof(int)] = new Parts<int>("int", (w, v) => w.Int32(v), r => r.Int32()),
        [typeof(long)] = new Parts<long>("long", (w, v) => w.Int64(v), r => r.Int64()),
        [typeof(ulong)] = new Parts<ulong>("ulong", (w, v) => w.Int64((long)v), r => (ulong)r.Int64()),
        [typeof(double)] = new Parts<double>("double",
            (w, v) => w.Int64(BitConverter.DoubleToInt64Bits(v)), r => BitConverter.Int64BitsToDouble(r.Int64())),
        [typeof(string)] = new Parts<string?>("string", (w, v) => w.Text(v), r => r.Text()),
        [typeof(DateOnly)] = new Parts<DateOnly>("day", (w, v) => w.Int32(v.DayNumber), ReadDay),
        [typeof(DateTimeOffset)] = new Parts<DateTimeOffset>("instant", WriteInstant, ReadInstant),
        [typeof(ReadOnlyMemory<byte>)] = Column<byte>(),
        [typeof(ReadOnlyMemory<float>)] = Column<float>(),
        [typeof(ReadOnlyMemory<double>)] = Column<double>(),
        [typeof(ReadOnlyMemory<long>)] = Column<long>(),
    };

    public static Parts<T> Make<T>()
    {
        if (Plain.TryGetValue(typeof(T), out var plain))
            return (Parts<T>)plain;
        var type = typeof(T);
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return (Parts<T>)Call(nameof(Optional), inner);
        if (type.IsArray)
            return (Parts<T>)Call(nameof(List), type.GetElementType()!);
        if (RecordFormat.IsRecord(type))
            return RecordFormat.Make<T>();
        throw new NotSupportedException($"{type}: expected a type that contracts may hold");
    }

    private static object Call(string method, Type argument) => typeof(MessageFormats)
        .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(argument)
        .Invoke(null, null)!;

    private static Parts<ReadOnlyMemory<T>> Column<T>()
        where T : unmanaged =>
        new($"column of {typeof(T).Name}", (w, v) => w.Column(v), r => r.Column<T>());

    private static Parts<T?> Optional<T>()
        where T : struct =>
        new($"{MessageFormat<T>.Shape}?",
            (w, v) =>
            {
                w.Byte(v.HasValue ? (byte)1 : (byte)0);
                if (v is { } value)
                    MessageFormat<T>.Write(w, value);
            },
            r => r.Byte() == 0 ? null : MessageFormat<T>.Read(r));

    private static Parts<T[]?> List<T>() =>
        new($"[{MessageFormat<T>.Shape}]",
            (w, v) =>
            {
                w.Count(v is null ? 0 : v.Length + 1);
                foreach (var item in v ?? [])
                    MessageFormat<T>.Write(w, item);
            },
            r =>
            {
                int count = r.Count();
                if (count == 0)
                    return null;
                // Every item takes a byte at least: a broken length must not make a huge list.
                var items = new T[r.IsRoomFor(count - 1) ? count - 1 : throw r.Broken($"{count - 1} items")];
                for (int i = 0; i < items.Length; i++)
                    items[i] = MessageFormat<T>.Read(r);
                return items;
            });

    private static DateOnly ReadDay(MessageReader reader)
    {
        int day = reader.Int32();
        return day >= DateOnly.MinValue.DayNumber && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber(day)
            : throw reader.Broken("a day");
    }

    private static void WriteInstant(MessageWriter writer, DateTimeOffset value)
    {
        writer.Int64(value.Ticks);
        writer.Int32((int)value.Offset.TotalMinutes);
    }

    private static DateTimeOffset ReadInstant(MessageReader reader) =>
        new(reader.Int64(), TimeSpan.FromMinutes(reader.Int32()));
}
