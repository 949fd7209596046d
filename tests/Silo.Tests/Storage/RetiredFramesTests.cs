using Microsoft.Data.Sqlite;
using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>Frames that a snapshot stands for leave the table of frames a few with every commit.</summary>
public sealed class RetiredFramesTests : IDisposable
{
    private const int Frames = 500;
    private static readonly GrainAddress One = GrainAddress.Shard(1);
    private static readonly GrainAddress Two = GrainAddress.Shard(2);

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task No_commit_takes_all_frames_of_a_snapshot_and_later_ones_take_the_rest()
    {
        using var store = await WithSnapshot();
        Assert.InRange(Count("history"), 1, Frames / 5);
        Assert.Equal(Frames, Count("frames"));
        AssertWhole(store, KeptFrames());

        for (int i = 0; i < Frames; i++)
            await StoreFixture.Append(store, Two, $"other {i}");
        Assert.Equal(Frames, Count("history"));
        AssertWhole(store, KeptFrames());

        // As many may wait as no snapshot stands for; when one stands for those too, all go.
        await StoreFixture.Journal(store, Two).Snapshot("others"u8.ToArray());
        for (int i = 0; i < 2 * Frames; i++)
            await StoreFixture.Append(store, One, $"more {i}");
        Assert.Equal(2 * Frames, Count("history"));
        Assert.InRange(Count("frames"), 2 * Frames, 4 * Frames);
        AssertWhole(store, KeptFrames()[..Frames], 2 * Frames);
    }

    [Fact]
    public async Task A_commit_that_writes_much_takes_none_along()
    {
        using var store = await WithSnapshot();
        long before = Count("history");
        for (int i = 0; i < 10; i++)
            await StoreFixture.Append(store, Two, new string('x', 100_000));
        Assert.Equal(before, Count("history"));
        await StoreFixture.Append(store, Two, "little");
        Assert.InRange(Count("history"), before + 1, Frames / 5);
        AssertWhole(store, KeptFrames());
    }

    [Theory]
    [InlineData(Frames, 0)]
    [InlineData(Frames / 2, 232)]
    public async Task Where_too_many_have_gathered_it_takes_as_many_as_come_and_more(int most, int taken)
    {
        (await WithSnapshot()).Dispose();
        using var connection = new SqliteConnection($"Data Source={_fixture.Directory.File("store.db")};Pooling=False");
        connection.Open();
        long before = Count("history");
        using var retired = new RetiredFrames(connection, most);
        retired.Step(frames: 100, bytes: 1 << 20, live: 0);
        // What stood there before the start is looked at again, and stays.
        Assert.Equal(Math.Max(before, taken), Count("history"));
    }

    [Fact]
    public async Task A_start_goes_on_where_a_killed_process_was_and_recovers_the_same()
    {
        using var store = await WithSnapshot();
        await StoreFixture.Append(store, One, "after");
        using var left = _fixture.CopyAsKilled();
        using var again = StoreFixture.Open(left.Path);
        Assert.Equal("after", StoreFixture.Texts(again, One)[^1]);
        Assert.Single((await again.Read(One)).Frames);
        for (int i = 0; i < Frames; i++)
            await StoreFixture.Append(again, Two, $"other {i}");
        using var kept = KeptJournal.Open(left.Path);
        Assert.Equal(Frames + 1, kept.Frames(One, 0).Count());
        Assert.Equal((Frames, Frames + 1L), ((int)kept.Of(One).Snapshot, kept.Of(One).Last));
    }

    [Fact]
    public async Task A_start_that_finds_nothing_else_takes_no_row_twice()
    {
        (await WithSnapshot()).Dispose();
        using var again = _fixture.Open();
        for (int i = 0; i < Frames; i++)
            await StoreFixture.Append(again, i % 2 == 0 ? One : Two, $"more {i}");
        Assert.Equal(Frames, Count("history"));
        AssertWhole(again, KeptFrames()[..Frames], Frames / 2);
    }

    [Fact]
    public async Task A_failed_commit_leaves_what_it_was_about_to_take()
    {
        using var store = await WithSnapshot();
        _fixture.Damage(
            "CREATE TRIGGER refuse BEFORE INSERT ON history BEGIN SELECT RAISE(FAIL, 'no'); END;"
            + "UPDATE meta SET value = value");
        for (int i = 0; i < 3; i++)
            await Assert.ThrowsAsync<StoreException>(async () => await StoreFixture.Append(store, Two, "refused"));
        _fixture.Damage("DROP TRIGGER refuse; UPDATE meta SET value = value");
        for (int i = 0; i < Frames; i++)
            await StoreFixture.Append(store, Two, $"{i}");
        Assert.Equal(Frames, Count("history"));
        AssertWhole(store, KeptFrames());
    }

    [Fact]
    public async Task Erasing_takes_those_on_their_way_at_once()
    {
        using var store = await WithSnapshot("forget-me");
        await StoreFixture.Journal(store, One).Snapshot("nothing"u8.ToArray(), erase: true);
        Assert.Equal(0, Count("history"));
        Assert.Equal(0, Count("frames"));
        await StoreFixture.Append(store, One, "new");
        Assert.Equal(["nothing", "new"], StoreFixture.Texts(store, One));
        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        Assert.Equal([Frames + 1L], kept.Frames(One, Frames).Select(frame => frame.Sequence));
    }

    private async Task<FrameStore> WithSnapshot(string text = "")
    {
        var store = _fixture.Open();
        for (int i = 0; i < Frames; i++)
            await StoreFixture.Append(store, One, $"{text}{i}");
        var texts = string.Join('|', StoreFixture.Texts(store, One));
        await StoreFixture.Journal(store, One).Snapshot(System.Text.Encoding.UTF8.GetBytes(texts));
        return store;
    }

    private long[] KeptFrames()
    {
        using var kept = KeptJournal.Open(_fixture.Directory.Path);
        return [.. kept.Frames(One, 0).Select(frame => frame.Sequence)];
    }

    private static void AssertWhole(FrameStore store, long[] kept, int more = 0)
    {
        Assert.Equal(Enumerable.Range(1, Frames).Select(i => (long)i), kept);
        Assert.Equal(Frames + more, StoreFixture.Texts(store, One).Count);
    }

    private long Count(string table)
    {
        using var connection = new SqliteConnection(
            $"Data Source={_fixture.Directory.File("store.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        return StoreDatabase.Scalar(connection, $"SELECT count(*) FROM {table}");
    }
}
