namespace WorldModel.Grains.Hosting;

/// <summary>Which grain: its kind (<see cref="GrainKind"/>) and its key. Names its frames in a store.</summary>
public sealed record GrainAddress(string Kind, string Key)
{
    public static GrainAddress Shard(int number) =>
        new(GrainKind.Shard, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static GrainAddress Model(string name) => new(GrainKind.Model, name);

    public static GrainAddress Campaign(string id) => new(GrainKind.Campaign, id);

    public static GrainAddress Allocator(string pool) => new(GrainKind.Allocator, pool);

    // A commit looks each frame's grain up a few times: two strings are hashed once.
    private readonly int _hash = HashCode.Combine(Kind, Key);

    public bool Equals(GrainAddress? other) => ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Key == other.Key && Kind == other.Kind);

    public override int GetHashCode() => _hash;

    public override string ToString() => $"{Kind}/{Key}";
}
