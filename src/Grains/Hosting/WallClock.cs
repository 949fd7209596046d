namespace WorldModel.Grains.Hosting;

/// <summary>Wall time, its day taken in the schema's zone.</summary>
public sealed class WallClock(TimeProvider time, TimeZoneInfo zone) : IClock
{
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);

    public DateTimeOffset Now => time.GetUtcNow();
}
