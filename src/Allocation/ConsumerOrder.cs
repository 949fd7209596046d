using WorldModel.Schema;

namespace WorldModel.Allocation;

/// <summary>
/// The order of consumer ids that breaks ties: by <see cref="ConsumerHash"/>, as campaigns over shards break them,
/// whose marks outlive who is forgotten and so hold no id. Where two hashes are equal, by <see cref="NameOrder"/>.
/// </summary>
public sealed class ConsumerOrder : IComparer<string>
{
    public static ConsumerOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return NameOrder.Instance.Compare(x, y);
        var byHash = ConsumerHash.Of(x).CompareTo(ConsumerHash.Of(y));
        return byHash != 0 ? byHash : NameOrder.Instance.Compare(x, y);
    }
}
