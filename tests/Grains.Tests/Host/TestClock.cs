using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Tests.Host;

/// <summary>A clock that stands where a test puts it.</summary>
internal sealed class TestClock : IClock
{
    public DateOnly Today { get; set; } = new(2025, 6, 1);

    /// <summary>The time of day; noon unless a test says otherwise.</summary>
    public TimeOnly Time { get; set; } = new(12, 0);

    public DateTimeOffset Now => new(Today.ToDateTime(Time), TimeSpan.Zero);
}
