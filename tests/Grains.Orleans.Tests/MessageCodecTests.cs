using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Orleans.Codecs;

namespace WorldModel.Grains.Orleans.Tests;

/// <summary>Every message of the contracts crosses a process boundary and is the same to the last bit.</summary>
public sealed class MessageCodecTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const int Draws = 40;

    private readonly ServiceProvider _services =
        new ServiceCollection().AddSerializer().AddWorldModelGrains().BuildServiceProvider();

    /// <summary>Every type that a method of a grain takes or answers, and every record of the contracts.</summary>
    public static IEnumerable<Type> Messages =>
        typeof(IGrains).Assembly.GetExportedTypes().Where(type => type.IsInterface && type != typeof(IGrains))
            .SelectMany(grain => grain.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
                .Append(method.ReturnType.GenericTypeArguments[0]))
            .Concat(typeof(IGrains).Assembly.GetExportedTypes().Where(RecordFormat.IsRecord))
            .Distinct();

    [Fact]
    public void Every_type_of_the_contracts_has_a_codec()
    {
        var codecs = _services.GetRequiredService<ICodecProvider>();
        Assert.All(Messages, type => Assert.NotNull(codecs.GetCodec(type)));
        var records = typeof(IGrains).Assembly.GetExportedTypes().Where(type =>
            type is { IsInterface: false, IsAbstract: false } && type.GetMethod("<Clone>$") is not null).ToList();
        Assert.All(records, type => Assert.True(MessageCodecs.IsMessage(type), type.Name));
        output.WriteLine($"{Messages.Count()} types, {records.Count} of them records");
    }

    [Fact]
    public void Every_message_comes_back_bit_for_bit()
    {
        var random = new RandomMessages(Seed);
        var serializer = _services.GetRequiredService<Serializer>();
        int compared = 0;
        foreach (var type in Messages.Where(RecordFormat.IsRecord))
        {
            for (int i = 0; i < Draws; i++, compared++)
            {
                var sent = random.Record(type);
                Assert.Equal(Described.Of(sent), Described.Of(
                    serializer.Deserialize<object>(serializer.SerializeToArray<object>(sent))));
                // As a grain's argument or answer: the type is known on both sides and does not travel.
                Assert.Equal(Described.Of(sent), Described.Of(Typed(type, sent)));
            }
        }
        output.WriteLine($"seed {Seed}: {compared} messages compared");
    }

    private object? Typed(Type type, object sent) => typeof(MessageCodecTests)
        .GetMethod(nameof(Round), BindingFlags.NonPublic | BindingFlags.Instance)!
        .MakeGenericMethod(type).Invoke(this, [sent]);

    private object? Round<T>(T sent)
    {
        var serializer = _services.GetRequiredService<Serializer<T>>();
        return serializer.Deserialize(serializer.SerializeToArray(sent));
    }

    [Fact]
    public void Inside_a_process_a_message_travels_as_it_is()
    {
        var sent = new ObserveBatch([]);
        Assert.Same(sent, _services.GetRequiredService<DeepCopier>().Copy(sent));
    }

    [Fact]
    public void A_column_takes_its_bytes_and_little_more()
    {
        var sent = new BeliefAnswer("c1", null, new float[1_000_000], null);
        var bytes = _services.GetRequiredService<Serializer>().SerializeToArray(sent);
        Assert.InRange(bytes.Length, 4_000_000, 4_000_100);
    }

    [Fact]
    public void The_failure_of_a_host_keeps_its_problem()
    {
        var serializer = _services.GetRequiredService<Serializer>();
        var sent = new GrainUnavailableException(new Problem(ProblemCode.Busy, "shard", "1025", "at most 1024"));
        var received = Assert.IsType<GrainUnavailableException>(
            serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(sent)));
        Assert.Equal(sent.Problem, received.Problem);
    }

    [Fact]
    public void Bytes_cut_short_are_refused_in_words()
    {
        var writer = new MessageWriter();
        MessageFormat<Problem>.Write(writer, new Problem("invalid", "events[3].day", "x", "a day"));
        for (int length = 0; length < writer.Written.Length; length++)
        {
            var reader = new MessageReader(writer.Written[..length].ToArray());
            Assert.Throws<InvalidDataException>(() => MessageFormat<Problem>.Read(reader));
        }
    }

    [Fact]
    public void Shapes_that_differ_are_told_apart()
    {
        var shapes = Messages.Where(RecordFormat.IsRecord)
            .Select(type => (string)typeof(MessageFormat<>).MakeGenericType(type)
                .GetProperty("Shape", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!)
            .ToList();
        Assert.Equal(shapes.Count, shapes.Distinct().Count());
        Assert.Contains("Problem(string Code, string Field, string Value, string Expected)", shapes);
    }
}
