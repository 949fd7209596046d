using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>What a store is made with, and what is refused in words.</summary>
public abstract partial class StoreKit
{
    [Fact]
    public async Task A_new_store_has_256_shards()
    {
        using var store = await Open();
        Assert.Equal(256, store.Store.Shards);
    }

    [Fact]
    public async Task The_shard_count_is_fixed_when_the_store_is_made()
    {
        (await Open(new StoreSettings(Schema) { Shards = 8 })).Dispose();
        using (var again = await Open())
            Assert.Equal(8, again.Store.Shards);
        var error = await Assert.ThrowsAsync<StoreException>(() => Open(new StoreSettings(Schema) { Shards = 16 }));
        Assert.Contains("shards: got 16, expected 8", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(131_072)]
    public async Task A_shard_count_that_is_no_power_of_two_or_too_large_is_refused(int shards) => Assert.Contains(
        "power of two",
        (await Assert.ThrowsAsync<StoreException>(() => Open(new StoreSettings(Schema) { Shards = shards }))).Message);

    [Fact]
    public async Task A_store_of_another_schema_is_refused()
    {
        (await Open()).Dispose();
        var error = await Assert.ThrowsAsync<StoreException>(() => Open(new StoreSettings("another")));
        Assert.Contains("schema: got hash another, expected schema-hash", error.Message);
    }

    [Fact]
    public async Task A_store_of_another_format_is_refused()
    {
        (await Open()).Dispose();
        await Rig.SetFormat(99);
        Assert.Contains("got format version 99, expected",
            (await Assert.ThrowsAsync<StoreException>(() => Open())).Message);
        Assert.Contains("got format version 99, expected",
            Assert.Throws<StoreException>(() => Rig.OpenKept()).Message);
    }

    [Fact]
    public void Where_there_is_no_store_none_is_read() =>
        Assert.Contains("expected", Assert.Throws<StoreException>(() => Rig.OpenKept()).Message);

    [Fact]
    public async Task Epochs_of_a_copy_begin_above_those_of_the_original()
    {
        using var store = await Open(new StoreSettings(Schema) { EpochsAbove = 41 });
        Assert.True((await store.Journal(One)).Epoch > 41);
    }
}
