namespace WorldModel.Silo.Orleans.Placement;

/// <summary>One silo, as others speak to it; its key is the silo's address.</summary>
[Alias("worldmodel.agent")]
public interface ISiloAgent : IGrainWithStringKey
{
    /// <summary>The shards that it hosts.</summary>
    ValueTask<int[]> Shards();

    /// <summary>Sends shards to another silo; those that it does not host any more are left alone.</summary>
    ValueTask Move(int[] shards, SiloAddress to);

    /// <summary>Whether it reaches the store: its lease there holds.</summary>
    ValueTask<bool> HasStore();

    /// <summary>Takes note of what is live, and fetches the files first.</summary>
    ValueTask Learn(string name, string? live, string? shadow, long version);

    /// <summary>A piece of a model file, at most 1 MiB; null where the silo does not have it.</summary>
    ValueTask<byte[]?> ReadModel(string hash, long from);
}
