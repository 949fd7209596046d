using System.Globalization;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo;

/// <summary>
/// Options from the command line (<c>--data DIR --schema FILE</c>) or the environment (<c>WORLDMODEL_DATA</c>).
/// </summary>
internal static class SiloSettings
{
    private static readonly string[] Known =
        ["data", "schema", "url", "keys", "model", "clock", "synchronous", "journal", "shards", "queue",
            "store"];

    /// <exception cref="InputException">A setting is missing or not acceptable; names it.</exception>
    public static SiloOptions Read(string[] arguments)
    {
        var settings = Parse(arguments);
        var schema = ConsumerSchema.Load(Required(settings, "schema", "the path of a schema file"));
        return new SiloOptions(Required(settings, "data", "a directory for the store"), schema)
        {
            Url = settings["url"] ?? SiloOptions.DefaultUrl,
            Keys = settings["keys"],
            Model = settings["model"],
            Clock = Choice(settings, "clock", ClockKind.Wall),
            Synchronous = Choice(settings, "synchronous", Synchronous.Full),
            Journal = JournalRetention.Parse("journal", settings["journal"] ?? "all"),
            Store = settings["store"] is { } store ? StoreChoice.Parse("store", store) : null,
            Shards = Number(settings, "shards"),
            QueueBound = Number(settings, "queue") ?? SiloOptions.DefaultQueueBound,
        };
    }

    private static IConfiguration Parse(string[] arguments)
    {
        try
        {
            Check(new ConfigurationBuilder().AddCommandLine(arguments).Build());
            return new ConfigurationBuilder().AddEnvironmentVariables("WORLDMODEL_").AddCommandLine(arguments).Build();
        }
        catch (FormatException cause)
        {
            throw new InputException("arguments", string.Join(' ', arguments), "--name value pairs", cause);
        }
    }

    /// <summary>An option that nobody reads is a typing error, and its default would be a surprise.</summary>
    private static void Check(IConfiguration given)
    {
        foreach (var option in given.GetChildren())
        {
            if (!Known.Contains(option.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new InputException(
                    option.Key, option.Value, $"one of --{string.Join(", --", Known)}");
            }
        }
    }

    private static string Required(IConfiguration settings, string name, string expected) =>
        settings[name] is { Length: > 0 } value ? value : throw new InputException(name, null, expected);

    private static T Choice<T>(IConfiguration settings, string name, T otherwise)
        where T : struct, Enum =>
        settings[name] is not { } text ? otherwise
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw new InputException(name, text, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    private static int? Number(IConfiguration settings, string name) =>
        settings[name] is not { } text ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out int value) ? value
        : throw new InputException(name, text, "a whole number");
}
