using System.Linq.Expressions;
using System.Reflection;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Orleans.Codecs;

/// <summary>
/// A record of the contracts: whether it is there, then what its constructor takes and what it may be given beside, in
/// the order in which they are declared.
/// </summary>
internal static class RecordFormat
{
    /// <summary>Whether it is a message: a record of the contracts.</summary>
    public static bool IsRecord(Type type) =>
        type is { IsClass: true, IsSealed: true, IsAbstract: false, IsGenericType: false }
        && type.Assembly == typeof(Problem).Assembly
        && type.GetMethod("<Clone>$") is not null;

    public static Parts<T> Make<T>()
    {
        var type = typeof(T);
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var taken = constructor.GetParameters()
            .Select(parameter => type.GetProperty(parameter.Name!)!)
            .ToArray();
        var beside = type.GetProperties()
            .Where(property => property.SetMethod is not null && !taken.Contains(property))
            .OrderBy(property => property.MetadataToken)
            .ToArray();
        return new Parts<T>(
            Shape(type, [.. taken, .. beside]), Writer<T>([.. taken, .. beside]),
            Reader<T>(constructor, taken, beside));
    }

    private static string Shape(Type type, PropertyInfo[] members) =>
        $"{type.Name}({string.Join(", ", members.Select(m => $"{Format(m, "Shape")!} {m.Name}"))})";

    private static Action<MessageWriter, T> Writer<T>(PropertyInfo[] members)
    {
        var writer = Expression.Parameter(typeof(MessageWriter));
        var value = Expression.Parameter(typeof(T));
        var each = members.Select(member => (Expression)Expression.Call(
            Formats(member).GetMethod("Write")!, writer, Expression.Property(value, member)));
        var write = Expression.Lambda<Action<MessageWriter, T>>(
            Expression.Block([.. each, Expression.Empty()]), writer, value).Compile();
        return (to, it) =>
        {
            to.Byte(it is null ? (byte)0 : (byte)1);
            if (it is not null)
                write(to, it);
        };
    }

    private static Func<MessageReader, T> Reader<T>(
        ConstructorInfo constructor, PropertyInfo[] taken, PropertyInfo[] beside)
    {
        var reader = Expression.Parameter(typeof(MessageReader));
        Expression Read(PropertyInfo member) => Expression.Call(Formats(member).GetMethod("Read")!, reader);
        var made = Expression.New(constructor, taken.Select(Read));
        var read = Expression.Lambda<Func<MessageReader, T>>(
            Expression.MemberInit(made, beside.Select(member => Expression.Bind(member, Read(member)))), reader)
            .Compile();
        return from => from.Byte() == 0 ? default! : read(from);
    }

    private static object? Format(PropertyInfo member, string name) =>
        Formats(member).GetProperty(name)!.GetValue(null);

    private static Type Formats(PropertyInfo member) => typeof(MessageFormat<>).MakeGenericType(member.PropertyType);
}
