using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>What only the kept journal of a data directory does, and how retention is written.</summary>
public sealed class KeptJournalTests : IDisposable
{
    private static readonly GrainAddress One = GrainAddress.Shard(1);

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_is_appended_after_opening_is_not_seen()
    {
        using var store = _fixture.Open();
        await StoreFixture.Append(store, One, "a");
        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        await StoreFixture.Append(store, One, "b");
        await StoreFixture.Journal(store, One).Snapshot("a|b"u8.ToArray());
        Assert.Equal([1L], kept.Frames(One, 0).Select(frame => frame.Sequence));
        Assert.Null(kept.Snapshot(One));
    }

    [Fact]
    public void A_folder_without_a_store_is_named() =>
        Assert.Contains(_fixture.Directory.Path,
            Assert.Throws<StoreException>(() => KeptJournal.Open(_fixture.Directory.Path)).Message);

    [Theory]
    [InlineData("all", null)]
    [InlineData("none", 0)]
    [InlineData("90", 90)]
    public void A_retention_is_read_as_it_is_written(string text, int? days)
    {
        var retention = JournalRetention.Parse("journal", text);
        Assert.Equal((days, text), (retention.Days, retention.ToString()));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("ever")]
    public void Another_retention_is_refused(string text) => Assert.Contains(
        $"got '{text}'", Assert.Throws<Schema.InputException>(() => JournalRetention.Parse("journal", text)).Message);
}
