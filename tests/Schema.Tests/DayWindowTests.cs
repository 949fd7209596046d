namespace WorldModel.Schema.Tests;

public sealed class DayWindowTests
{
    [Theory]
    [InlineData("2025-03-29T22:59:59Z", "2025-03-29")]
    [InlineData("2025-03-29T23:00:00Z", "2025-03-30")]
    [InlineData("2025-03-30T21:59:59Z", "2025-03-30")]
    [InlineData("2025-03-30T22:00:00Z", "2025-03-31")]
    [InlineData("2025-10-26T22:59:59Z", "2025-10-26")]
    [InlineData("2025-10-26T23:00:00Z", "2025-10-27")]
    public void A_day_is_the_zones_own_also_where_it_has_23_or_25_hours(string moment, string day)
    {
        DateTimeOffset at = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(day, Days.Text(DayWindow.DayOf(TestSchemas.Shop, at)));
    }

    [Fact]
    public void Tomorrow_is_welcome_and_the_day_after_is_the_future()
    {
        Assert.False(DayWindow.IsFuture(101, 100));
        Assert.True(DayWindow.IsFuture(102, 100));
    }

    [Fact]
    public void Days_of_the_week_and_encoded_days_are_those_of_the_calendar()
    {
        for (int day = new DateOnly(2025, 3, 20).DayNumber; day < new DateOnly(2025, 4, 10).DayNumber; day++)
            Assert.Equal(((int)DateOnly.FromDayNumber(day).DayOfWeek + 6) % 7, CalendarRule.DayOfWeek(day));
    }
}
