namespace WorldModel.Grains.Hosting;

/// <summary>
/// The stream's own time, for replays: the latest day that the stream showed. The host shows it each event's day in
/// the order of the stream, before it hands events to shards, so that the answer does not hang on how shards
/// interleave. A day further ahead than the longest jump is not believed: the event that names it is then refused as
/// a future one. Before the first day is shown, any day is believed.
/// </summary>
/// <param name="start">The first day; null: the first one shown.</param>
/// <param name="longestJumpDays">How far ahead a day is believed.</param>
/// <param name="zone">
/// The schema's zone; null: UTC. A stream has days and no hours: it is always noon there, so that quiet hours of a
/// campaign hold always where noon is among them and never where it is not.
/// </param>
public sealed class StreamClock(
    DateOnly? start = null, int longestJumpDays = StreamClock.DefaultLongestJumpDays, TimeZoneInfo? zone = null)
    : IClock
{
    /// <summary>A gap of a month in a stream is a gap; a longer one is taken for a wrong date.</summary>
    public const int DefaultLongestJumpDays = 31;

    private const int Unset = -1;
    private int _day = start?.DayNumber ?? Unset;

    /// <summary>How far ahead of the latest day a day is believed.</summary>
    public int LongestJumpDays => longestJumpDays;

    public DateOnly Today => DateOnly.FromDayNumber(Math.Max(Volatile.Read(ref _day), 0));

    public DateTimeOffset Now
    {
        get
        {
            var noon = Today.ToDateTime(new TimeOnly(12, 0));
            return new DateTimeOffset(noon, (zone ?? TimeZoneInfo.Utc).GetUtcOffset(noon));
        }
    }

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
