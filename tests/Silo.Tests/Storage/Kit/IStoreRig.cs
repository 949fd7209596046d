using WorldModel.Grains.Hosting;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>One store of a kind for one test: opened any number of times, damaged, hindered.</summary>
internal interface IStoreRig : IAsyncDisposable
{
    /// <summary>Opens it as a process of its own would.</summary>
    Task<FrameStore> Open(StoreSettings settings);

    /// <summary>What is kept, read beside it.</summary>
    IKeptJournal OpenKept();

    /// <summary>What a process finds that starts now, as if this one had been killed.</summary>
    Task<List<string>> TextsAfterKill(GrainAddress grain);

    /// <summary>Alters a byte of a frame behind the store's back.</summary>
    Task AlterFrame(GrainAddress grain, long sequence);

    /// <summary>Alters a byte of the last snapshot behind the store's back.</summary>
    Task AlterSnapshot(GrainAddress grain);

    /// <summary>Removes a frame behind the store's back.</summary>
    Task RemoveFrame(GrainAddress grain, long sequence);

    /// <summary>Makes it one of a format to come.</summary>
    Task SetFormat(int version);

    /// <summary>From now on every commit fails, or none does; the words of the failure.</summary>
    Task<string> Hinder(bool hindered);

    /// <summary>Everything that the store has on disk or in the service, to look for what should be gone.</summary>
    Task<string> Everything();
}

/// <summary>What a kit's tests do with a store: grains of texts, each journal opened where it is not.</summary>
internal sealed class TextStore(FrameStore store) : IDisposable
{
    private readonly Dictionary<GrainAddress, FrameJournal> _journals = [];

    public FrameStore Store => store;

    public async Task<FrameJournal> Journal(GrainAddress grain)
    {
        if (_journals.TryGetValue(grain, out var journal) && !journal.IsLost)
            return journal;
        return _journals[grain] = (await store.Open(grain)).Journal;
    }

    public async Task<CommitTicket> Begin(GrainAddress grain, string text, WorkChange work = default) =>
        (await Journal(grain)).Append(System.Text.Encoding.UTF8.GetBytes(text), work);

    public async Task Append(GrainAddress grain, string text, WorkChange work = default) =>
        await await Begin(grain, text, work);

    /// <summary>A snapshot of all texts that the store holds, or of another text.</summary>
    public async Task Snapshot(GrainAddress grain, string? text = null, bool erase = false)
    {
        text ??= string.Join('|', await Texts(grain));
        await (await Journal(grain)).Snapshot(System.Text.Encoding.UTF8.GetBytes(text), erase);
    }

    public Task<List<string>> Texts(GrainAddress grain) => Texts(store, grain);

    public static async Task<List<string>> Texts(FrameStore store, GrainAddress grain)
    {
        var texts = new TextGrain();
        (await store.Read(grain)).Replay(texts);
        return texts.Texts;
    }

    public void Dispose() => store.Dispose();
}
