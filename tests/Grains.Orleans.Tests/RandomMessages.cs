using System.Reflection;
using System.Runtime.InteropServices;
using WorldModel.Grains.Orleans.Codecs;

namespace WorldModel.Grains.Orleans.Tests;

/// <summary>Values of any type that contracts hold, drawn from a seed: any bits, any length, and null.</summary>
internal sealed class RandomMessages(int seed)
{
    private readonly Random _random = new(seed);

    public object? Draw(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return _random.Next(3) == 0 ? null : Draw(inner);
        if (type.IsArray)
            return List(type.GetElementType()!);
        if (RecordFormat.IsRecord(type))
            return Record(type);
        return type == typeof(string) ? Text() : Plain(type);
    }

    public object Record(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var record = constructor.Invoke([.. constructor.GetParameters().Select(p => Draw(p.ParameterType))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.SetMethod is not null)
                property.SetValue(record, Draw(property.PropertyType));
        return record;
    }

    private Array List(Type of)
    {
        var list = Array.CreateInstance(of, _random.Next(4));
        for (int i = 0; i < list.Length; i++)
            list.SetValue(Draw(of), i);
        return list;
    }

    private string? Text() => _random.Next(5) switch
    {
        0 => null,
        1 => "",
        _ => string.Concat(Enumerable.Range(0, _random.Next(200)).Select(_ => "aé文"[_random.Next(3)])),
    };

    private object Plain(Type type) => type.Name switch
    {
        nameof(Boolean) => _random.Next(2) == 0,
        nameof(Int32) => (int)Bits(),
        nameof(Int64) => Bits(),
        nameof(UInt64) => (ulong)Bits(),
        nameof(Double) => BitConverter.Int64BitsToDouble(Bits()),
        nameof(DateOnly) => DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber + 1)),
        nameof(DateTimeOffset) => new DateTimeOffset(
            _random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay),
            TimeSpan.FromMinutes(_random.Next(-840, 841))),
        _ when type == typeof(ReadOnlyMemory<byte>) => Column<byte>(),
        _ when type == typeof(ReadOnlyMemory<float>) => Column<float>(),
        _ when type == typeof(ReadOnlyMemory<double>) => Column<double>(),
        _ when type == typeof(ReadOnlyMemory<long>) => Column<long>(),
        _ => throw new NotSupportedException($"{type}: nothing draws it"),
    };

    private ReadOnlyMemory<T> Column<T>()
        where T : unmanaged
    {
        var values = new T[_random.Next(40)];
        _random.NextBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private long Bits() => _random.Next(4) == 0 ? _random.Next(-2, 3) : _random.NextInt64(long.MinValue, long.MaxValue);
}
