namespace WorldModel.Grains.Consumers;

/// <summary>
/// Replies by request id, so that a repeat gets the same bytes, and by the place they fill: a consumer's decision of a
/// campaign and day stands for whoever asks again that day. Kept until the decision has expired and a day longer.
/// </summary>
internal sealed class RequestMemory
{
    private readonly Dictionary<UInt128, UInt128> _standing = [];
    private readonly ExpiringMap<Answered> _answers;

    public RequestMemory() => _answers = new ExpiringMap<Answered>(Gone);

    /// <summary>A request's body, the reply it got, and the place that the decision fills (0: none).</summary>
    public readonly record struct Answered(UInt128 Body, byte[] Reply, UInt128 Place);

    /// <summary>All that is remembered, what goes first first.</summary>
    public IEnumerable<(UInt128 Request, Answered Answer, long Hour)> All => _answers.All;

    public int Count => _answers.Count;

    public Answered? Find(UInt128 request) => _answers.Find(request);

    /// <summary>The reply that fills a place; null where none does, or it came from a scan.</summary>
    public byte[]? Standing(UInt128 place) =>
        _standing.TryGetValue(place, out var request) ? _answers.Find(request)!.Value.Reply : null;

    public void Remember(UInt128 request, in Answered answer, long hour)
    {
        _answers.Add(request, answer, hour);
        if (answer.Place != 0) _standing.Add(answer.Place, request);
    }

    public bool IsDue(long ticks) => _answers.IsDue(ticks);

    public void Expire(long ticks) => _answers.Expire(ticks);

    /// <summary>Empties a place: its consumer is forgotten.</summary>
    public void Vacate(UInt128 place)
    {
        if (!_standing.Remove(place, out var request)) return;
        _answers.Replace(request, _answers.Find(request)!.Value with { Place = 0 });
    }

    private void Gone(Answered answer)
    {
        if (answer.Place != 0) _standing.Remove(answer.Place);
    }
}
