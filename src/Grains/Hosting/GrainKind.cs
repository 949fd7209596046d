namespace WorldModel.Grains.Hosting;

/// <summary>The kinds of grains, as they stand in a store: never renamed.</summary>
public static class GrainKind
{
    public const string Shard = "shard";
    public const string Model = "model";
    public const string Campaign = "campaign";
    public const string Allocator = "allocator";
}
