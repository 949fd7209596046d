using System.Text;
using Microsoft.Data.Sqlite;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>A store in a directory of its own, with texts for records.</summary>
internal sealed class StoreFixture : IDisposable
{
    public const string Schema = "schema-hash";

    public TempDirectory Directory { get; } = new();

    public FrameStore Open(int? shards = null) => Open(Directory.Path, shards);

    public static FrameStore Open(string directory, int? shards = null) =>
        FrameStore.Open(new StoreOptions(directory, Schema) { Shards = shards, Synchronous = Synchronous.Off });

    public static CommitTicket Append(FrameStore store, GrainAddress grain, string text, WorkChange work = default) =>
        Journal(store, grain).Append(Encoding.UTF8.GetBytes(text), work);

    /// <summary>The grain's journal, opened where it is not.</summary>
    public static FrameJournal Journal(FrameStore store, GrainAddress grain) =>
        store.Journal(grain) ?? store.Open(grain).AsTask().GetAwaiter().GetResult().Journal;

    public static List<string> Texts(FrameStore store, GrainAddress grain)
    {
        var texts = new TextGrain();
        store.Read(grain).GetAwaiter().GetResult().Replay(texts);
        return texts.Texts;
    }

    /// <summary>Changes the file behind the store's back.</summary>
    public void Damage(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Directory.File("store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    /// <summary>What a killed process would leave: the files as they are now.</summary>
    public TempDirectory CopyAsKilled()
    {
        var copy = new TempDirectory();
        foreach (var file in System.IO.Directory.EnumerateFiles(Directory.Path, "store.db*"))
            File.Copy(file, copy.File(Path.GetFileName(file)));
        return copy;
    }

    public void Dispose() => Directory.Dispose();
}
