namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>
/// Lets so many slices of scans run at the same time in this process, in the order in which they asked: a question
/// about one consumer then finds a thread after a slice, however many grains a campaign keeps busy.
/// </summary>
/// <param name="width">Slices at the same time.</param>
internal sealed class ScanGate(int width)
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _waiting = new();
    private int _running;

    /// <summary>Starts a slice now, or when one that runs has ended.</summary>
    public void Enter(Action start)
    {
        lock (_lock)
        {
            if (_running == width)
            {
                _waiting.Enqueue(start);
                return;
            }
            _running++;
        }
        start();
    }

    /// <summary>A slice has ended.</summary>
    public void Leave()
    {
        Action? next;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out next))
                _running--;
        }
        next?.Invoke();
    }
}
