namespace WorldModel.Grains.Consumers;

/// <summary>
/// Who stands on campaigns' lists, by hash of the id: a consumer may be listed before its first event. 16 bytes and
/// some a member.
/// </summary>
internal sealed class AudienceLists
{
    private readonly SortedDictionary<string, HashSet<UInt128>> _lists = new(StringComparer.Ordinal);

    /// <summary>Lists by campaign, each in the order of its hashes.</summary>
    public IEnumerable<(string Campaign, UInt128[] Members)> All =>
        _lists.Select(list => (list.Key, list.Value.Order().ToArray()));

    public int Count => _lists.Count;

    public bool Contains(string campaign, UInt128 member) =>
        _lists.TryGetValue(campaign, out var members) && members.Contains(member);

    /// <summary>Puts a member on a list, or takes it off; false where nothing changes.</summary>
    public bool Set(string campaign, UInt128 member, bool isListed)
    {
        return isListed
            ? Begin(campaign).Add(member)
            : _lists.TryGetValue(campaign, out var members) && members.Remove(member);
    }

    /// <summary>A campaign's list, made where it is new.</summary>
    public HashSet<UInt128> Begin(string campaign)
    {
        if (!_lists.TryGetValue(campaign, out var members)) _lists[campaign] = members = [];
        return members;
    }

    /// <summary>The campaigns on whose lists a member stands.</summary>
    public string[] Of(UInt128 member) =>
        [.. _lists.Where(list => list.Value.Contains(member)).Select(list => list.Key)];

    public void Forget(UInt128 member)
    {
        foreach (var members in _lists.Values) members.Remove(member);
    }

    public void Drop(string campaign) => _lists.Remove(campaign);
}
