using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

public sealed class StoreOpeningTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_new_store_has_256_shards()
    {
        using var store = _fixture.Open();
        Assert.Equal(256, store.Shards);
    }

    [Fact]
    public void The_shard_count_is_fixed_when_the_store_is_made()
    {
        _fixture.Open(8).Dispose();
        using (var again = _fixture.Open())
            Assert.Equal(8, again.Shards);
        Assert.Contains("got 16, expected 8", Assert.Throws<StoreException>(() => _fixture.Open(16)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(131_072)]
    public void A_shard_count_that_is_no_power_of_two_or_too_large_is_refused(int shards) =>
        Assert.Contains("power of two", Assert.Throws<StoreException>(() => _fixture.Open(shards)).Message);

    [Fact]
    public void A_store_of_another_schema_is_refused()
    {
        _fixture.Open().Dispose();
        var options = new StoreOptions(_fixture.Directory.Path, "another");
        var error = Assert.Throws<StoreException>(() => FrameStore.Open(options));
        Assert.Contains("schema: got hash another", error.Message);
    }

    [Fact]
    public void A_store_of_another_format_is_refused()
    {
        _fixture.Open().Dispose();
        _fixture.Damage("CREATE TABLE t (x); INSERT INTO t VALUES (1); PRAGMA user_version = 99");
        Assert.Contains("format version 99, expected 2", Assert.Throws<StoreException>(() => _fixture.Open()).Message);
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_alone()
    {
        _fixture.Damage("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
        Assert.Contains("another program", Assert.Throws<StoreException>(() => _fixture.Open()).Message);
        _fixture.Damage("UPDATE t SET x = 2");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(_fixture.Directory.File("store.db"), new string('x', 5000));
        Assert.Throws<StoreException>(() => _fixture.Open());
    }

    [Fact]
    public void A_directory_in_use_is_refused()
    {
        using var store = _fixture.Open();
        Assert.Contains("in use", Assert.Throws<StoreException>(() => _fixture.Open()).Message);
    }
}
