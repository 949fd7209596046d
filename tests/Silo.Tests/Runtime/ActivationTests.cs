using WorldModel.Grains.Hosting;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;
using WorldModel.Silo.Tests.Storage;

namespace WorldModel.Silo.Tests.Runtime;

public sealed class ActivationTests : IDisposable
{
    private static readonly GrainAddress Address = GrainAddress.Shard(0);

    private readonly StoreFixture _fixture = new();
    private readonly Metrics _metrics = new();

    public void Dispose()
    {
        _fixture.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task A_grain_is_recovered_before_its_first_message_and_equals_the_one_before()
    {
        using (var store = _fixture.Open())
        {
            var grain = Activate(store);
            await grain.Call(static (g, text) => g.Add(text), "a");
            await grain.Snapshot();
            await grain.Call(static (g, text) => g.Add(text), "b");
        }
        using var again = _fixture.Open();
        var texts = await Activate(again).Call(static (g, text) => g.Add(text), "c");
        Assert.Equal("a,b,c", texts);
    }

    [Fact]
    public async Task Past_the_bound_a_call_is_turned_away_and_the_accepted_ones_are_answered()
    {
        using var store = _fixture.Open();
        var grain = Activate(store, bound: 4);
        var gate = new TaskCompletionSource();
        var accepted = Enumerable.Range(0, 4)
            .Select(_ => grain.Call(static (g, wait) => g.Wait(wait), gate.Task).AsTask()).ToList();
        Assert.Throws<BusyException>(() => grain.Call(static (g, text) => g.Add(text), "refused"));
        Assert.Equal(4, grain.Pending);
        gate.SetResult();
        Assert.All(await Task.WhenAll(accepted), Assert.True);
        Assert.Equal("accepted", await grain.Call(static (g, text) => g.Add(text), "accepted"));
        Assert.Equal(0, grain.Pending);
    }

    [Fact]
    public async Task Frames_that_outgrow_the_snapshot_are_replaced_by_a_new_one()
    {
        using var store = _fixture.Open();
        var grain = Activate(store, snapshotBytes: 1000);
        for (int i = 0; i < 300; i++)
            await grain.Call(static (g, text) => g.Add(text), "0123456789");
        await store.Flush();
        var recovery = await store.Read(Address);
        Assert.NotNull(recovery.Snapshot);
        Assert.InRange(recovery.Frames.Count, 0, 299);
        Assert.Equal(300, StoreFixture.Texts(store, Address).Count);
    }

    [Fact]
    public async Task Grains_that_get_equal_traffic_do_not_write_their_snapshots_within_one_commit()
    {
        using var heard = new MetricReader(_metrics);
        using var store = _fixture.Open();
        var grains = Enumerable.Range(0, 64)
            .Select(i => Activate(store, snapshotBytes: 1000, address: GrainAddress.Shard(i))).ToList();
        var each = new List<double>();
        for (int commit = 0; commit < 100; commit++)
        {
            var before = heard.Sum("worldmodel.store.snapshots");
            await Task.WhenAll(grains.Select(
                grain => grain.Call(static (g, text) => g.Add(text), "0123456789").AsTask()));
            each.Add(heard.Sum("worldmodel.store.snapshots") - before);
        }
        Assert.InRange(each.Sum(), 20, 64);
        Assert.InRange(each.Max(), 1, 6);
    }

    [Fact]
    public async Task A_grain_that_cannot_be_recovered_fails_its_calls_and_says_why()
    {
        using (var store = _fixture.Open())
            await Activate(store).Call(static (g, text) => g.Add(text), "a");
        _fixture.Damage("UPDATE frames SET crc = crc + 1");
        using var again = _fixture.Open();
        var error = await Assert.ThrowsAsync<StoreException>(
            async () => await Activate(again).Call(static (g, text) => g.Add(text), "b"));
        Assert.Contains("shard/0, frame 1", error.Message);
    }

    private Activation<JournalledTexts> Activate(
        FrameStore store, int bound = 100, long snapshotBytes = 1 << 20, GrainAddress? address = null) =>
        new(address ?? Address, store, journal => new JournalledTexts(journal),
            new ActivationSettings(bound, snapshotBytes, _metrics));

    private sealed class JournalledTexts(IJournal journal) : IRecoverable
    {
        private readonly TextGrain _texts = new();

        public async ValueTask<string> Add(string text)
        {
            Assert.True(_texts.IsActive);
            _texts.Texts.Add(text);
            var all = string.Join(',', _texts.Texts);
            await journal.Append(System.Text.Encoding.UTF8.GetBytes(text));
            return all;
        }

        public async ValueTask<bool> Wait(Task until)
        {
            await until;
            return true;
        }

        public void Restore(ReadOnlySpan<byte> snapshot) => _texts.Restore(snapshot);

        public void Apply(ReadOnlySpan<byte> record) => _texts.Apply(record);

        public void Activated() => _texts.Activated();

        public void Snapshot(System.Buffers.IBufferWriter<byte> to) => _texts.Snapshot(to);
    }
}
