namespace WorldModel.Grains.Consumers;

/// <summary>
/// Replies by request id, the newest so many: a repeat gets the same bytes, the oldest is forgotten first.
/// </summary>
internal sealed class RequestMemory(int most)
{
    private readonly Dictionary<UInt128, Answered> _answers = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>A request's body and the reply it got.</summary>
    public readonly record struct Answered(UInt128 Body, byte[] Reply);

    /// <summary>All that is remembered, the oldest first.</summary>
    public IEnumerable<(UInt128 Request, Answered Answer)> All =>
        _order.Select(request => (request, _answers[request]));

    public int Count => _order.Count;

    public Answered? Find(UInt128 request) => _answers.TryGetValue(request, out var answer) ? answer : null;

    public void Remember(UInt128 request, UInt128 body, byte[] reply)
    {
        _answers.Add(request, new Answered(body, reply));
        _order.Enqueue(request);
        if (_order.Count > most) _answers.Remove(_order.Dequeue());
    }
}
