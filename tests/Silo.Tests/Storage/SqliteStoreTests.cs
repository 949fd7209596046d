using System.Text;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>The kit over the store of a data directory.</summary>
public sealed class SqliteStoreTests : StoreKit
{
    private protected override Task<IStoreRig> MakeRig() => Task.FromResult<IStoreRig>(new SqliteRig());
}

/// <summary>A data directory.</summary>
internal sealed class SqliteRig : IStoreRig
{
    private readonly StoreFixture _fixture = new();

    public string Path => _fixture.Directory.Path;

    public Task<FrameStore> Open(StoreSettings settings)
    {
        try
        {
            return Task.FromResult(FrameStore.Open(Options(Path, settings)));
        }
        catch (StoreException refusal)
        {
            return Task.FromException<FrameStore>(refusal);
        }
    }

    public IKeptJournal OpenKept() => KeptJournal.Open(Path);

    public async Task<List<string>> TextsAfterKill(GrainAddress grain)
    {
        using var left = _fixture.CopyAsKilled();
        using var recovered = StoreFixture.Open(left.Path);
        return await TextStore.Texts(recovered, grain);
    }

    public Task AlterFrame(GrainAddress grain, long sequence) => Damage(
        $"UPDATE frames SET bytes = CAST('other' AS BLOB) WHERE sequence = {sequence}; "
        + $"UPDATE history SET bytes = CAST('other' AS BLOB) WHERE sequence = {sequence}");

    public Task AlterSnapshot(GrainAddress grain) => Damage("UPDATE snapshots SET bytes = CAST('other' AS BLOB)");

    public Task RemoveFrame(GrainAddress grain, long sequence) =>
        Damage($"DELETE FROM frames WHERE sequence = {sequence}");

    public Task SetFormat(int version) =>
        Damage($"CREATE TABLE t (x); INSERT INTO t VALUES (1); PRAGMA user_version = {version}");

    public async Task<string> Hinder(bool hindered)
    {
        await Damage(hindered
            ? """
              CREATE TRIGGER refuse BEFORE INSERT ON frames BEGIN SELECT RAISE(FAIL, 'disk is full'); END;
              CREATE TRIGGER refuse_probe BEFORE UPDATE ON meta WHEN new.name = 'epoch'
              BEGIN SELECT RAISE(FAIL, 'disk is full'); END;
              UPDATE meta SET value = value WHERE name = 'shards'
              """
            : "DROP TRIGGER refuse; DROP TRIGGER refuse_probe; UPDATE meta SET value = value");
        return "disk is full";
    }

    public async Task<string> Everything()
    {
        var all = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(Path, "store.db*"))
            all.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        return all.ToString();
    }

    public ValueTask DisposeAsync()
    {
        _fixture.Dispose();
        return ValueTask.CompletedTask;
    }

    private static StoreOptions Options(string directory, StoreSettings settings) =>
        new(directory, settings.SchemaHash)
        {
            Synchronous = Synchronous.Off,
            Shards = settings.Shards,
            Journal = settings.Journal,
            BaseBytes = settings.BaseBytes,
            EpochsAbove = settings.EpochsAbove,
            Time = settings.Time,
        };

    private Task Damage(string sql)
    {
        _fixture.Damage(sql);
        return Task.CompletedTask;
    }
}
