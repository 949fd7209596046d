using Orleans.Concurrency;
using WorldModel.Silo.Orleans.Hosting;
using WorldModel.Silo.Orleans.Models;

namespace WorldModel.Silo.Orleans.Placement;

/// <summary>Answers for the silo that it lives on.</summary>
[GrainType("agent"), Reentrant, NamedSilo]
internal sealed class SiloAgent(LocalSilo silo, ModelCourier courier) : Grain, ISiloAgent
{
    public ValueTask<int[]> Shards() => ValueTask.FromResult(silo.Shards());

    public ValueTask Move(int[] shards, SiloAddress to)
    {
        foreach (int shard in shards)
            silo.Shard(shard)?.MoveTo(to);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> HasStore() => ValueTask.FromResult(silo.Store.Lease is not { Lapse: not null });

    public ValueTask Learn(string name, string? live, string? shadow, long version) =>
        courier.Learn(name, live, shadow, version);

    public ValueTask<byte[]?> ReadModel(string hash, long from) => ValueTask.FromResult(courier.Read(hash, from));
}
