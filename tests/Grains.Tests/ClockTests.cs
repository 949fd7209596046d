using WorldModel.Grains.Hosting;

namespace WorldModel.Grains.Tests;

/// <summary>The days that grains are told.</summary>
public sealed class ClockTests
{
    private static readonly DateOnly Day = new(2025, 3, 1);

    [Fact]
    public void A_stream_clock_follows_the_stream_and_never_goes_back()
    {
        var clock = new StreamClock();
        Assert.True(clock.Show(Day));
        Assert.True(clock.Show(Day.AddDays(2)));
        Assert.True(clock.Show(Day.AddDays(1)));
        Assert.Equal(Day.AddDays(2), clock.Today);
    }

    [Fact]
    public void A_stream_clock_believes_a_gap_but_not_a_wrong_date()
    {
        var clock = new StreamClock(Day);
        Assert.True(clock.Show(Day.AddDays(31)));
        Assert.False(clock.Show(Day.AddDays(63)));
        Assert.Equal(Day.AddDays(31), clock.Today);
    }

    [Theory]
    [InlineData("2025-03-30T00:59:59Z", "2025-03-30")]
    [InlineData("2025-03-29T22:59:59Z", "2025-03-29")]
    [InlineData("2025-03-29T23:00:00Z", "2025-03-30")]
    [InlineData("2025-03-30T21:59:59Z", "2025-03-30")]
    [InlineData("2025-03-30T22:00:00Z", "2025-03-31")]
    public void A_wall_clock_tells_the_day_of_the_zone_on_a_day_of_23_hours_too(string instant, string day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var clock = new WallClock(new Standing(DateTimeOffset.Parse(instant)), zone);
        Assert.Equal(DateOnly.Parse(day), clock.Today);
    }

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
