using System.Buffers;
using System.Globalization;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Leases;
using WorldModel.Silo.Runtime;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Killing;

/// <summary>
/// What a store that no process uses recovers to: every grain as the product's own recovery rebuilds it, and its whole
/// state in bytes. Read from a copy, so that looking changes nothing for the silo that comes next.
/// </summary>
internal sealed class StoreContent
{
    private readonly SortedDictionary<string, byte[]> _bytes = new(StringComparer.Ordinal);
    private readonly List<ConsumerShard> _shards = [];

    private StoreContent()
    {
    }

    public CampaignStatus? Campaign { get; private set; }

    public PoolStatus? Pool { get; private set; }

    /// <summary>Whether the store lists the campaign as work to go on with.</summary>
    public bool HasWork { get; private set; }

    public int Consumers => _shards.Sum(shard => shard.State.Rows.Ids.Live);

    public int EventIds => _shards.Sum(shard =>
        Enumerable.Range(0, shard.State.Rows.Count).Sum(row => shard.State.Rows.Events.Of(row).Count));

    public int Words => Consumers * _shards[0].State.Rows.Layout.Words;

    /// <summary>Rows of the campaign in all shards, and how many of them are estimated and decided.</summary>
    public (int Rows, int Estimated, int Decided) Scan => (
        Consumers, Columns.Sum(columns => columns.Estimated), Columns.Sum(columns => columns.Decided));

    /// <summary>Shards that know the campaign's price.</summary>
    public int Priced => Columns.Count(columns => columns.Rule is not null);

    /// <summary>The money of each shard.</summary>
    public IEnumerable<LeaseBook> Books => _shards.Select(shard => shard.State.Leases);

    private IEnumerable<CampaignColumns> Columns => _shards.SelectMany(shard => shard.State.Campaigns.Values);

    public byte[] Shard(int number) =>
        _bytes.GetValueOrDefault(GrainAddress.Shard(number).ToString()) ?? throw new KeyNotFoundException(
            string.Create(CultureInfo.InvariantCulture, $"shard {number} has left nothing"));

    public static async Task<StoreContent> Of(SmallWorld world, string data)
    {
        using var copy = new TempDirectory();
        foreach (var file in Directory.EnumerateFiles(data, StoreDatabase.FileName + "*"))
            File.Copy(file, copy.File(Path.GetFileName(file)));
        var content = new StoreContent();
        using var store = FrameStore.Open(
            new StoreOptions(copy.Path, world.Schema.Hash) { Synchronous = Synchronous.Off });
        content.HasWork = store.Work.Count > 0;
        var parts = new SiloParts(world.Schema, HaltingSilo.Limits);
        parts.LoadModel(world.ModelPath, "model");
        // Recovering asks no other grain.
        var factory = parts.Grains(null!, new StreamClock());
        foreach (var address in store.Grains.OrderBy(grain => grain.ToString(), StringComparer.Ordinal))
            await content.Add(address, factory, store);
        return content;
    }

    /// <summary>Fails where any grain's state differs in a byte.</summary>
    public void AssertSame(StoreContent expected)
    {
        Assert.Equal(expected._bytes.Keys, _bytes.Keys);
        foreach (var (grain, bytes) in expected._bytes)
            Assert.True(bytes.AsSpan().SequenceEqual(_bytes[grain]), string.Create(CultureInfo.InvariantCulture,
                $"{grain}: {_bytes[grain].Length} bytes, undisturbed {bytes.Length}; they part at byte "
                + $"{bytes.AsSpan().CommonPrefixLength(_bytes[grain])}"));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{_bytes.Count} grains, {_bytes.Values.Sum(bytes => bytes.Length)} bytes: {Consumers} consumers, "
        + $"{Words} state words, {EventIds} event ids");

    private async Task Add(GrainAddress address, IGrainFactory factory, FrameStore store)
    {
        var (journal, recovery) = await store.Open(address);
        var grain = (IRecoverable)(address.Kind switch
        {
            GrainKind.Shard => factory.Shard(int.Parse(address.Key, CultureInfo.InvariantCulture), journal),
            GrainKind.Model => factory.Model(address.Key, journal),
            GrainKind.Campaign => factory.Campaign(address.Key, journal),
            _ => (object)factory.Allocator(address.Key, journal),
        });
        recovery.Replay(grain);
        _bytes.Add(address.ToString(), Snapshot(grain));
        if (grain is ConsumerShard shard)
            _shards.Add(shard);
        if (grain is ICampaign campaign)
            Campaign = (await campaign.Status()).Status;
        if (grain is IAllocator pool)
            Pool = await pool.Status();
    }

    public static byte[] Snapshot(IRecoverable grain)
    {
        var bytes = new ArrayBufferWriter<byte>();
        grain.Snapshot(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
