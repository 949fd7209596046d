using WorldModel.Grains.Interfaces;
using WorldModel.Silo.Orleans.Hosting;
using WorldModel.Silo.Orleans.Placement;
using WorldModel.Silo.Storage;

namespace WorldModel.Silo.Orleans.Models;

/// <summary>
/// Brings model files and the word of what is live to every silo. Each keeps files of its own; who lacks one fetches it
/// from another, and it is checked whole as every model that comes in.
/// </summary>
internal sealed class ModelCourier(
    SiloCore core, ActiveSilos silos, IGrainFactory grains) : IModelIntake
{
    private const int PieceBytes = 1 << 20;

    private readonly SemaphoreSlim _fetching = new(1, 1);

    public Task<string> Take(Stream content, CancellationToken cancellation) => core.Files.Take(content, cancellation);

    /// <summary>A piece of a file that is here; null where it is not, empty behind its end.</summary>
    public byte[]? Read(string hash, long from)
    {
        if (core.Files.Find(hash) is not { } path)
            return null;
        using var file = File.OpenRead(path);
        file.Position = Math.Min(from, file.Length);
        var piece = new byte[Math.Min(PieceBytes, file.Length - file.Position)];
        file.ReadExactly(piece);
        return piece;
    }

    /// <summary>Takes note of what is live here, when its files are here.</summary>
    public async ValueTask Learn(string name, string? live, string? shadow, long version)
    {
        await Have(live);
        await Have(shadow);
        core.Parts.Models.Announce(name, live, shadow, version);
    }

    public async Task Have(string? hash)
    {
        if (hash is null || core.Parts.Models.Find(hash) is not null)
            return;
        await _fetching.WaitAsync();
        try
        {
            foreach (var silo in silos.Others())
                if (core.Parts.Models.Find(hash) is null && await Fetched(hash, silo))
                    ClusterLog.ModelFetched(core.Log, hash, silo.ToString());
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>Tells every silo what is live. One that cannot be told asks by itself.</summary>
    public Task Tell(ModelStatus status) => Task.WhenAll(silos.All().Select(silo => Tell(silo, status)));

    private async Task Tell(SiloAddress silo, ModelStatus status)
    {
        try
        {
            await Agent(silo).Learn(status.Name, status.Live, status.Shadow, status.Version);
        }
        catch (Exception cause) when (cause is GrainUnavailableException or OrleansException)
        {
            ClusterLog.NotTold(core.Log, silo.ToString(), cause);
        }
    }

    private async Task<bool> Fetched(string hash, SiloAddress silo)
    {
        try
        {
            var file = new MemoryStream();
            while (await Agent(silo).ReadModel(hash, file.Length) is { } piece)
            {
                file.Write(piece);
                if (piece.Length == PieceBytes)
                    continue;
                file.Position = 0;
                return await core.Files.Take(file, CancellationToken.None) == hash;
            }
            return false;
        }
        catch (GrainUnavailableException)
        {
            return false;
        }
    }

    private ISiloAgent Agent(SiloAddress silo) => grains.GetGrain<ISiloAgent>(silo.ToParsableString());
}
