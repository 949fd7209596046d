using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>What only the store of a data directory refuses.</summary>
public sealed class StoreOpeningTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

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
