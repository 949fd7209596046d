namespace WorldModel.Grains.Hosting;

/// <summary>
/// The stream's own time, for replays: the latest day that the stream showed. The host shows it each event's day in
/// the order of the stream, before it hands events to shards, so that the answer does not hang on how shards
/// interleave. A day further ahead than the longest jump is not believed: the event that names it is then refused as
/// a future one. Before the first day is shown, any day is believed.
/// </summary>
public sealed class StreamClock(
    DateOnly? start = null, int longestJumpDays = StreamClock.DefaultLongestJumpDays) : IClock
{
    /// <summary>A gap of a month in a stream is a gap; a longer one is taken for a wrong date.</summary>
    public const int DefaultLongestJumpDays = 31;

    private const int Unset = -1;
    private int _day = start?.DayNumber ?? Unset;

    public DateOnly Today => DateOnly.FromDayNumber(Math.Max(Volatile.Read(ref _day), 0));

    public DateTimeOffset Now => new(Today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Shows the clock a day of the stream; false where the day is not believed.</summary>
    public bool Show(DateOnly day)
    {
        while (true)
        {
            int seen = Volatile.Read(ref _day);
            if (seen != Unset && day.DayNumber > seen + longestJumpDays) return false;
            if (day.DayNumber <= seen) return true;
            if (Interlocked.CompareExchange(ref _day, day.DayNumber, seen) == seen) return true;
        }
    }
}
