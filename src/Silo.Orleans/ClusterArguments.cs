using System.Globalization;
using System.Net;
using WorldModel.Schema;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans;

/// <summary>
/// Options from the command line (<c>--cluster NAME</c>) or the environment (<c>WORLDMODEL_CLUSTER</c>), beside those
/// of every silo. A pod takes its address from the environment.
/// </summary>
internal static class ClusterArguments
{
    private static readonly string[] Known =
        ["cluster", "address", "siloport", "silolistenport", "gatewayport", "postgres", "moves", "store"];

    /// <exception cref="InputException">An option is missing or not acceptable; names it.</exception>
    public static ClusterOptions Read(string[] arguments)
    {
        var (ours, others) = Split(arguments);
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("WORLDMODEL_").AddCommandLine(ours).Build();
        var silo = SiloSettings.Read(others);
        if (silo.Clock == ClockKind.Stream)
            throw new InputException("clock", "stream", "wall: the silos of a cluster share no stream");
        return new ClusterOptions(silo)
        {
            Cluster = settings["cluster"] ?? ClusterOptions.DefaultCluster,
            Address = settings["address"] is { } text ? Address(text) : null,
            SiloPort = Number(settings, "siloport") ?? ClusterOptions.DefaultSiloPort,
            SiloListenPort = Number(settings, "silolistenport"),
            GatewayPort = Number(settings, "gatewayport") ?? ClusterOptions.DefaultGatewayPort,
            Postgres = settings["postgres"],
            Store = Store(settings["store"], settings["postgres"]),
            Settings = Number(settings, "moves") is { } moves
                ? new ClusterSettings { MovesAMinute = moves }
                : new ClusterSettings(),
        };
    }

    private static (string[] Ours, string[] Others) Split(string[] arguments)
    {
        var (ours, others) = (new List<string>(), new List<string>());
        for (int i = 0; i < arguments.Length; i++)
        {
            var isOurs = Known.Any(name =>
                arguments[i].Equals($"--{name}", StringComparison.OrdinalIgnoreCase)
                || arguments[i].StartsWith($"--{name}=", StringComparison.OrdinalIgnoreCase));
            var to = isOurs ? ours : others;
            to.Add(arguments[i]);
            if (!arguments[i].Contains('=') && i + 1 < arguments.Length)
                to.Add(arguments[++i]);
        }
        return ([.. ours], [.. others]);
    }

    /// <summary>Null where frames are to stand beside the members.</summary>
    private static IStoreProvider? Store(string? text, string? postgres) => text switch
    {
        null or "postgres" => null,
        _ when text.StartsWith("sqlite", StringComparison.Ordinal) =>
            throw new InputException("store", text, "postgres or blob: silos share their store"),
        _ when postgres is null =>
            throw new InputException("postgres", null, "how to reach PostgreSQL, which holds the cluster's members"),
        _ => StoreChoice.Parse("store", text),
    };

    private static IPAddress Address(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new InputException("address", text, "an IP address that other silos can reach");

    private static int? Number(IConfiguration settings, string name) =>
        settings[name] is not { } text ? null
        : int.TryParse(text, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
        : throw new InputException(name, text, "a whole number above 0");
}
