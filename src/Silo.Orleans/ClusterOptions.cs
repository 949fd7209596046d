using System.Net;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans;

/// <summary>What a silo of a cluster is started with.</summary>
/// <param name="Silo">As an embedded one: data directory (of the model files), schema, API, bounds.</param>
public sealed record ClusterOptions(SiloOptions Silo)
{
    public const string DefaultCluster = "worldmodel";
    public const int DefaultSiloPort = 11_111;
    public const int DefaultGatewayPort = 30_000;

    /// <summary>The cluster's name: silos of one name and one database are one cluster.</summary>
    public string Cluster { get; init; } = DefaultCluster;

    /// <summary>The address by which other silos reach this one; null: loopback.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Where silos speak to it.</summary>
    public int SiloPort { get; init; } = DefaultSiloPort;

    /// <summary>Where it listens for silos, where a forwarded port leads them there; null: at <see cref="SiloPort"/>.
    /// </summary>
    public int? SiloListenPort { get; init; }

    /// <summary>Where clients of Orleans speak to it.</summary>
    public int GatewayPort { get; init; } = DefaultGatewayPort;

    /// <summary>
    /// How to reach PostgreSQL, which holds the members and, unless <see cref="Store"/> says otherwise, the frames;
    /// null: one silo by itself, over SQLite in its data directory, for development.
    /// </summary>
    public string? Postgres { get; init; }

    /// <summary>The store of the frames that all silos share, where it is not the database of the members.</summary>
    public IStoreProvider? Store { get; init; }

    public ClusterSettings Settings { get; init; } = new();
}
