namespace WorldModel.Silo.Tests;

/// <summary>Time that passes when a test says so; timers run by the wall.</summary>
internal sealed class HandTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.Ticks;

    public void Pass(TimeSpan time) => Now += time;
}
