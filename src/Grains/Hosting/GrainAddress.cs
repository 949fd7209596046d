namespace WorldModel.Grains.Hosting;

/// <summary>Which grain: its kind (<see cref="GrainKind"/>) and its key. Names its frames in a store.</summary>
public sealed record GrainAddress(string Kind, string Key)
{
    public static GrainAddress Shard(int number) =>
        new(GrainKind.Shard, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static GrainAddress Model(string name) => new(GrainKind.Model, name);

    public static GrainAddress Campaign(string id) => new(GrainKind.Campaign, id);

    public static GrainAddress Allocator(string pool) => new(GrainKind.Allocator, pool);

    public override string ToString() => $"{Kind}/{Key}";
}
