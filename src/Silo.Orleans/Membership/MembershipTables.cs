using Npgsql;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans.Membership;

/// <summary>
/// The tables of the cluster's members in PostgreSQL, and the statements that Orleans' ADO.NET clustering asks for by
/// name. It reads and writes through these alone, so they may be any that keep its contract: a change of the members
/// is made at the version that the writer saw, whole or not at all, and answers how many rows it changed.
/// </summary>
internal static class MembershipTables
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS OrleansQuery (
            QueryKey varchar(64) PRIMARY KEY,
            QueryText varchar(8000) NOT NULL);
        CREATE TABLE IF NOT EXISTS cluster_versions (
            DeploymentId varchar(150) PRIMARY KEY,
            Timestamp timestamptz(3) NOT NULL DEFAULT now(),
            Version integer NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS cluster_members (
            DeploymentId varchar(150) NOT NULL REFERENCES cluster_versions,
            Address varchar(45) NOT NULL,
            Port integer NOT NULL,
            Generation integer NOT NULL,
            SiloName varchar(150) NOT NULL,
            HostName varchar(150) NOT NULL,
            Status integer NOT NULL,
            ProxyPort integer NULL,
            SuspectTimes varchar(8000) NULL,
            StartTime timestamptz(3) NOT NULL,
            IAmAliveTime timestamptz(3) NOT NULL,
            PRIMARY KEY (DeploymentId, Address, Port, Generation));
        """;

    private const string Read = """
        SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort,
            m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
        FROM cluster_versions v LEFT JOIN cluster_members m ON m.DeploymentId = v.DeploymentId
        """;

    private const string ThisMember =
        "m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation";

    // The row of the version orders all writers: who waited for it finds another version and changes nothing.
    private const string NextVersion =
        "UPDATE cluster_versions SET Version = Version + 1, Timestamp = now() "
        + "WHERE DeploymentId = @DeploymentId AND Version = @Version";

    private const string Member = $"(SELECT 1 FROM cluster_members m WHERE {ThisMember})";

    private static readonly (string Key, string Text)[] Statements =
    [
        ("MembershipReadAllKey", $"{Read} WHERE v.DeploymentId = @DeploymentId"),
        ("MembershipReadRowKey", $"{Read} AND {ThisMember} WHERE v.DeploymentId = @DeploymentId"),
        ("GatewaysQueryKey",
            "SELECT Address, ProxyPort, Generation FROM cluster_members "
            + "WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0"),
        ("InsertMembershipVersionKey",
            "WITH made AS (INSERT INTO cluster_versions (DeploymentId) VALUES (@DeploymentId) "
            + "ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*)::int FROM made"),
        ("InsertMembershipKey",
            $"WITH next AS ({NextVersion} AND NOT EXISTS {Member} RETURNING 1), "
            + "made AS (INSERT INTO cluster_members (DeploymentId, Address, Port, Generation, SiloName, HostName, "
            + "Status, ProxyPort, StartTime, IAmAliveTime) SELECT @DeploymentId, @Address, @Port, @Generation, "
            + "@SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM next RETURNING 1) "
            + "SELECT count(*)::int FROM made"),
        ("UpdateMembershipKey",
            $"WITH next AS ({NextVersion} AND EXISTS {Member} RETURNING 1), "
            + "changed AS (UPDATE cluster_members m SET Status = @Status, SuspectTimes = @SuspectTimes, "
            + $"IAmAliveTime = @IAmAliveTime FROM next WHERE {ThisMember} RETURNING 1) "
            + "SELECT count(*)::int FROM changed"),
        ("UpdateIAmAlivetimeKey",
            $"UPDATE cluster_members m SET IAmAliveTime = @IAmAliveTime WHERE {ThisMember}"),
        ("DeleteMembershipTableEntriesKey",
            "DELETE FROM cluster_members WHERE DeploymentId = @DeploymentId; "
            + "DELETE FROM cluster_versions WHERE DeploymentId = @DeploymentId"),
        // 3 is active: a silo that runs is not cleaned away for being slow to say so.
        ("CleanupDefunctSiloEntriesKey",
            "DELETE FROM cluster_members WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime "
            + "AND Status <> 3"),
    ];

    /// <summary>Makes what is not there yet, in the schema that the search path names first.</summary>
    /// <exception cref="StoreException">The database cannot be reached, or does not let tables be made.</exception>
    public static async Task Make(string connectionString, CancellationToken cancellation)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            await using var source = NpgsqlDataSource.Create(settings);
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            // Silos that start at the same time would make the same tables at the same time.
            await Run(connection, "SELECT pg_advisory_xact_lock(7305804402)");
            if (settings.SearchPath is { Length: > 0 } path)
                await Run(connection, $"CREATE SCHEMA IF NOT EXISTS \"{path.Split(',')[0].Trim().Replace("\"", "")}\"");
            await Run(connection, Tables);
            foreach (var (key, text) in Statements)
            {
                await using var command = new NpgsqlCommand(
                    "INSERT INTO OrleansQuery VALUES ($1, $2) ON CONFLICT (QueryKey) DO UPDATE SET QueryText = $2",
                    connection);
                command.Parameters.Add(new NpgsqlParameter { Value = key });
                command.Parameters.Add(new NpgsqlParameter { Value = text });
                await command.ExecuteNonQueryAsync(cancellation);
            }
            await transaction.CommitAsync(cancellation);
        }
        catch (Exception cause) when (cause is NpgsqlException or ArgumentException)
        {
            throw new StoreException($"membership: {cause.Message}", cause);
        }
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
