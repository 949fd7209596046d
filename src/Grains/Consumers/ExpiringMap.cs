namespace WorldModel.Grains.Consumers;

/// <summary>
/// Values by a 128-bit key, each kept at least until its own time and gone within the hour after it. Time is told to
/// it by records, so that a replay forgets the same.
/// </summary>
/// <param name="gone">Told of each value that expires.</param>
internal sealed class ExpiringMap<TValue>(Action<TValue>? gone = null)
    where TValue : struct
{
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly SortedDictionary<long, List<UInt128>> _hours = [];

    // What every decision asks for: when the first of _hours is over.
    private long _nextDue = long.MaxValue;

    private readonly record struct Entry(TValue Value, long Hour);

    public int Count => _entries.Count;

    /// <summary>Everything kept, by the hour it goes at and the order it came in.</summary>
    public IEnumerable<(UInt128 Key, TValue Value, long Hour)> All =>
        _hours.SelectMany(hour => hour.Value.Select(key => (key, _entries[key].Value, hour.Key)));

    /// <summary>The hour, counted from the year 1, at which something may go that is kept until then.</summary>
    public static long HourOf(long ticks) => (ticks + TimeSpan.TicksPerHour - 1) / TimeSpan.TicksPerHour;

    public TValue? Find(UInt128 key) => _entries.TryGetValue(key, out var entry) ? entry.Value : null;

    /// <summary>Adds a key that is not there.</summary>
    public void Add(UInt128 key, TValue value, long hour)
    {
        _entries.Add(key, new Entry(value, hour));
        if (!_hours.TryGetValue(hour, out var keys)) _hours[hour] = keys = [];
        keys.Add(key);
        _nextDue = Math.Min(_nextDue, hour * TimeSpan.TicksPerHour);
    }

    /// <summary>Changes the value of a key that is there.</summary>
    public void Replace(UInt128 key, TValue value) => _entries[key] = _entries[key] with { Value = value };

    /// <summary>Whether something may go by then.</summary>
    public bool IsDue(long ticks) => _nextDue <= ticks;

    /// <summary>Lets go what is kept no longer.</summary>
    public void Expire(long ticks)
    {
        while (IsDue(ticks))
        {
            var (hour, keys) = _hours.First();
            foreach (var key in keys)
            {
                _entries.Remove(key, out var entry);
                gone?.Invoke(entry.Value);
            }

            _hours.Remove(hour);
            _nextDue = _hours.Count > 0 ? _hours.First().Key * TimeSpan.TicksPerHour : long.MaxValue;
        }
    }
}
