using System.Reflection;
using System.Text;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Tests;

/// <summary>
/// The grain contract as text (contracts.txt) and its rules. A change of contract is a changed line: copy
/// contracts.actual.txt over contracts.txt if it is meant.
/// </summary>
public sealed class ContractTests
{
    private static readonly Type[] Types =
        [.. typeof(IGrains).Assembly.GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static IEnumerable<Type> Grains => Types.Where(type => type.IsInterface && type != typeof(IGrains));

    private static IEnumerable<Type> Messages => Types.Where(type =>
        type is { IsInterface: false, IsAbstract: false } && !type.IsAssignableTo(typeof(Exception)));

    [Fact]
    public void The_contract_is_the_one_written_down()
    {
        var path = Checkout.File("tests/Grains.Tests/contracts.txt");
        var actual = Describe();
        if (actual != File.ReadAllText(path))
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "contracts.actual.txt"), actual);
        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void Methods_of_grains_are_asynchronous_and_not_generic()
    {
        Assert.All(Grains.SelectMany(grain => grain.GetMethods()), method =>
        {
            Assert.False(method.IsGenericMethod, Name(method));
            Assert.True(method.ReturnType.IsGenericType
                && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>), Name(method));
        });
    }

    [Fact]
    public void Messages_are_sealed_records_with_concrete_members()
    {
        Assert.All(Messages, type =>
        {
            Assert.True(type.IsSealed, type.Name);
            Assert.NotNull(type.GetMethod("<Clone>$"));
            Assert.All(type.GetProperties(BindingFlags.Public | BindingFlags.Instance),
                property => Assert.True(IsConcrete(property.PropertyType), $"{type.Name}.{property.Name}"));
        });
    }

    [Fact]
    public void Parameters_and_answers_are_messages_or_plain_values()
    {
        Assert.All(Grains.SelectMany(grain => grain.GetMethods()), method => Assert.All(
            method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType.GenericTypeArguments[0]),
            type => Assert.True(IsConcrete(type), Name(method))));
    }

    private static bool IsConcrete(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsArray) return IsConcrete(type.GetElementType()!);
        if (type.IsGenericType)
        {
            return type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>)
                && type.GenericTypeArguments[0].IsPrimitive;
        }

        return type.IsPrimitive || type == typeof(string) || type == typeof(DateOnly) || type == typeof(DateTimeOffset)
            || Messages.Contains(type);
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var type in Types.Where(type => type.IsInterface))
        {
            text.Append($"interface {type.Name}\n");
            foreach (var property in type.GetProperties())
                text.Append($"  {property.Name}: {Short(property.PropertyType)}\n");
            foreach (var method in MethodsOf(type))
            {
                var parameters = method.GetParameters().Select(p => $"{p.Name}: {Short(p.ParameterType)}");
                text.Append($"  {method.Name}({string.Join(", ", parameters)}): {Short(method.ReturnType)}\n");
            }
        }

        foreach (var type in Messages)
        {
            text.Append($"record {type.Name}\n");
            var parameters = type.GetConstructors().Single().GetParameters();
            foreach (var parameter in parameters)
                text.Append($"  {parameter.Name}: {Short(parameter.ParameterType)}{Mark(parameter)}\n");
            // What stands beside the constructor is settable, and has a default.
            var others = type.GetProperties().Where(p => p.CanWrite && parameters.All(o => o.Name != p.Name));
            foreach (var property in others)
                text.Append($"  {property.Name}: {Short(property.PropertyType)} = ...{Mark(property)}\n");
        }

        foreach (var type in Types.Where(type => type is { IsAbstract: true, IsSealed: true }))
        {
            text.Append($"constants {type.Name}\n");
            foreach (var field in type.GetFields()) text.Append($"  {field.Name} = {field.GetRawConstantValue()}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<MethodInfo> MethodsOf(Type type) => type.GetMethods()
        .Where(method => !method.IsSpecialName).OrderBy(method => method.Name, StringComparer.Ordinal);

    private static string Mark(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType
        && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable ? "?" : "";

    private static string Mark(PropertyInfo property) =>
        !property.PropertyType.IsValueType
        && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable ? "?" : "";

    private static string Short(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Short(value)}?";
        if (type.IsArray) return $"{Short(type.GetElementType()!)}[]";
        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(Short))}>"
            : type.Name;
    }

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
