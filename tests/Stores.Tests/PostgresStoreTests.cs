using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Postgres;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests.Storage;

namespace WorldModel.Stores.Tests;

/// <summary>The kit over PostgreSQL.</summary>
public sealed class PostgresStoreTests(PostgresCluster cluster, ITestOutputHelper output) : SharedStoreKit
{
    private protected override int Robberies => 12;

    private protected override Task<IStoreRig> MakeRig()
    {
        Assert.SkipWhen(cluster.Missing is not null, cluster.Missing ?? "");
        return Task.FromResult<IStoreRig>(new PostgresRig(cluster.NextStore()));
    }

    [Fact]
    public async Task What_a_server_does_not_wait_for_is_named()
    {
        using var store = await Open();
        Assert.Equal("fsync=off", store.Store.WeakDurability);
    }

    [Fact]
    public async Task Where_renewals_get_no_answer_nothing_is_answered_once_the_lease_is_over()
    {
        var lease = TimeSpan.FromSeconds(1.5);
        using var store = await Open(new StoreSettings(Schema) { LeaseFor = lease });
        await store.Append(One, "a");
        var journal = await store.Journal(One);
        long silent = Stopwatch.GetTimestamp();
        await using (await ((PostgresRig)Rig).Silence())
        {
            while (!journal.IsLost)
            {
                Assert.True(Stopwatch.GetElapsedTime(silent) < 2 * lease, "answers after its lease");
                await Task.Delay(10);
            }
            output.WriteLine($"lost {Stopwatch.GetElapsedTime(silent).TotalSeconds:F2} s after the last answer");
            await Assert.ThrowsAsync<StoreException>(() => journal.Append("b"u8).Durable);
            Assert.Contains("was not renewed in 1.5 s", store.Store.Failure!.Message);
        }
        while (store.Store.Failure is not null)
            await Task.Delay(10);
        await store.Append(One, "c");
        Assert.Equal(["a", "c"], await store.Texts(One));
    }

    [Fact]
    public async Task What_a_process_was_writing_that_is_cut_off_is_taken_once_its_lease_is_over()
    {
        var settings = new StoreSettings(Schema) { LeaseFor = TimeSpan.FromSeconds(1.5) };
        var rig = (PostgresRig)Rig;
        await using var wire = new TcpRelay(new UnixDomainSocketEndPoint(cluster.Socket));
        using var cut = new TextStore(await FrameStore.Open(rig.Through(wire.Port), settings));
        await cut.Append(One, "a");
        using var other = await Open(settings);
        Task writing;
        await using (await rig.Hold("snapshots"))
        {
            // The grain's row is locked by then, and the next statement of the commit waits.
            writing = cut.Snapshot(One, "a");
            while (!await rig.Waits())
                await Task.Delay(10);
            wire.Cut();
        }
        long since = Stopwatch.GetTimestamp();
        await other.Append(One, "b").WaitAsync(5 * settings.LeaseFor);
        output.WriteLine($"taken {Stopwatch.GetElapsedTime(since).TotalSeconds:F2} s after the cut");
        Assert.Equal(["a", "b"], await other.Texts(One));
        wire.Mend();
        await Assert.ThrowsAsync<StoreException>(() => writing);
    }

    [Fact]
    public async Task The_password_is_in_no_message()
    {
        const string Password = "correct-horse";
        var wrong = new PostgresProvider(
            $"Host=127.0.0.1;Port=1;Database=d;Username=u;Password={Password};Timeout=2");
        var error = await Assert.ThrowsAsync<StoreException>(() => wrong.Open(new StoreSettings(Schema)));
        Assert.Contains("127.0.0.1:1/d", error.Message);
        Assert.DoesNotContain(Password, error.ToString());
        foreach (var text in (string[])[$"Password={Password}", $"Host=h;Passwort={Password}", $"Port={Password}"])
            Assert.DoesNotContain(
                Password, Assert.Throws<StoreException>(() => new PostgresProvider(text)).ToString());
    }

    [Fact]
    public async Task Another_programs_tables_are_refused_and_left_alone()
    {
        await ((PostgresRig)Rig).Run("CREATE TABLE meta (what text); INSERT INTO meta VALUES ('mine')");
        Assert.Contains("another program", (await Assert.ThrowsAsync<StoreException>(() => Open())).Message);
        await ((PostgresRig)Rig).Run("UPDATE meta SET what = 'still mine'");
    }
}

/// <summary>A schema of the tests' server.</summary>
internal sealed class PostgresRig(string connection) : IStoreRig
{
    public PostgresProvider Provider { get; } = new(connection);

    public Task<FrameStore> Open(StoreSettings settings) => FrameStore.Open(Provider, settings);

    public IKeptJournal OpenKept() => Provider.OpenKept();

    public async Task<List<string>> TextsAfterKill(GrainAddress grain)
    {
        using var next = await Open(new StoreSettings("schema-hash"));
        return await TextStore.Texts(next, grain);
    }

    public Task AlterFrame(GrainAddress grain, long sequence) =>
        Run($"UPDATE frames SET bytes = 'other' WHERE sequence = {sequence}");

    public Task AlterSnapshot(GrainAddress grain) => Run("UPDATE snapshots SET bytes = 'other'");

    public Task RemoveFrame(GrainAddress grain, long sequence) =>
        Run($"DELETE FROM frames WHERE sequence = {sequence}");

    public Task SetFormat(int version) => Run($"UPDATE meta SET value = '{version}' WHERE name = 'format'");

    public async Task<string> Hinder(bool hindered)
    {
        await Run(hindered
            ? """
              CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN RAISE EXCEPTION 'disk is full'; END $$;
              CREATE TRIGGER refuse BEFORE INSERT ON frames EXECUTE FUNCTION refuse();
              CREATE TRIGGER refuse BEFORE UPDATE ON meta EXECUTE FUNCTION refuse();
              """
            : "DROP TRIGGER refuse ON frames; DROP TRIGGER refuse ON meta; DROP FUNCTION refuse");
        return "disk is full";
    }

    public async Task<string> Everything()
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand("""
            SELECT coalesce(string_agg(encode(bytes, 'escape'), ' '), '') FROM (
                SELECT bytes FROM frames UNION ALL SELECT bytes FROM snapshots UNION ALL SELECT bytes FROM bases) AS t
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The same store, reached by a port of this machine.</summary>
    public PostgresProvider Through(int port) =>
        new(new NpgsqlConnectionStringBuilder(connection) { Host = "127.0.0.1", Port = port }.ToString());

    /// <summary>Whether a statement waits for a lock.</summary>
    public async Task<bool> Waits()
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(
            "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'snapshots'::regclass");
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>No question about leases is answered until this is disposed.</summary>
    public Task<IAsyncDisposable> Silence() => Hold("owners");

    /// <summary>No question about a table is answered until this is disposed.</summary>
    public async Task<IAsyncDisposable> Hold(string table)
    {
        var source = NpgsqlDataSource.Create(connection);
        var locked = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table}", locked);
        await command.ExecuteNonQueryAsync();
        return new Lock(source, locked);
    }

    private sealed class Lock(NpgsqlDataSource source, NpgsqlConnection locked) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await locked.DisposeAsync();
            await source.DisposeAsync();
        }
    }

    public async Task Run(string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var schema = new NpgsqlConnectionStringBuilder(connection).SearchPath;
        await using var command = source.CreateCommand($"CREATE SCHEMA IF NOT EXISTS {schema}; {sql}");
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
