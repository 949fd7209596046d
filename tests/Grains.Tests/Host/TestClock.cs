using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Tests.Host;

/// <summary>A clock that stands where a test puts it.</summary>
internal sealed class TestClock : IClock
{
    public DateOnly Today { get; set; } = new(2025, 6, 1);

    public DateTimeOffset Now => new(Today.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
}
