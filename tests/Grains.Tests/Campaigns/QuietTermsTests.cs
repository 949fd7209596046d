using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;

namespace WorldModel.Grains.Tests.Campaigns;

/// <summary>Berlin's clocks skip 02:00 to 03:00 on 30 March 2025 and show it twice on 26 October.</summary>
public sealed class QuietTermsTests
{
    [Theory]
    [InlineData("2025-06-10T20:59:59+02:00", false)]
    [InlineData("2025-06-10T21:00:00+02:00", true)]
    [InlineData("2025-06-10T23:59:59+02:00", true)]
    [InlineData("2025-06-11T00:00:00+02:00", true)]
    [InlineData("2025-06-11T07:59:59+02:00", true)]
    [InlineData("2025-06-11T08:00:00+02:00", false)]
    public void They_go_over_midnight(string instant, bool quiet) => Is("21:00", "08:00", instant, quiet);

    [Theory]
    [InlineData("2025-06-10T11:59:59+02:00", false)]
    [InlineData("2025-06-10T12:00:00+02:00", true)]
    [InlineData("2025-06-10T14:00:00+02:00", false)]
    public void They_may_lie_within_a_day(string instant, bool quiet) => Is("12:00", "14:00", instant, quiet);

    [Theory]
    [InlineData("2025-03-30T01:59:59+01:00", true)]
    [InlineData("2025-03-30T03:00:00+02:00", false)]
    public void An_end_that_the_clocks_skip_is_the_end_of_the_gap(string instant, bool quiet) =>
        Is("21:00", "02:30", instant, quiet);

    [Theory]
    [InlineData("2025-03-30T01:59:59+01:00", false)]
    [InlineData("2025-03-30T03:00:00+02:00", true)]
    [InlineData("2025-03-30T06:00:00+02:00", false)]
    public void A_start_that_the_clocks_skip_is_the_end_of_the_gap(string instant, bool quiet) =>
        Is("02:30", "06:00", instant, quiet);

    [Theory]
    [InlineData("2025-10-26T02:29:59+02:00", true)]
    [InlineData("2025-10-26T02:45:00+02:00", true)] // The clocks show 02:15 again after this.
    [InlineData("2025-10-26T02:29:59+01:00", true)]
    [InlineData("2025-10-26T02:30:00+01:00", false)]
    public void An_end_that_the_clocks_show_twice_is_the_second_one(string instant, bool quiet) =>
        Is("21:00", "02:30", instant, quiet);

    [Theory]
    [InlineData("2025-10-26T02:29:59+02:00", false)]
    [InlineData("2025-10-26T02:30:00+02:00", true)]
    [InlineData("2025-10-26T02:15:00+01:00", true)]
    [InlineData("2025-10-26T06:00:00+01:00", false)]
    public void A_start_that_the_clocks_show_twice_is_the_first_one(string instant, bool quiet) =>
        Is("02:30", "06:00", instant, quiet);

    [Theory]
    [InlineData("2025-03-29", 9)] // The night of 23 hours' day is an hour shorter.
    [InlineData("2025-06-10", 10)]
    [InlineData("2025-10-25", 12 - 1)]
    public void A_night_lasts_from_clock_to_clock(string day, int hours)
    {
        var terms = Terms("22:00", "08:00");
        var noon = new DateTimeOffset(DateOnly.Parse(day).ToDateTime(new TimeOnly(12, 0)), TimeSpan.FromHours(2));
        var minutes = Enumerable.Range(0, 24 * 60).Count(minute => terms.Contains(noon.AddMinutes(minute)));
        Assert.Equal(hours * 60, minutes);
    }

    [Fact]
    public void Answers_do_not_depend_on_what_was_asked_before()
    {
        var terms = Terms("22:15", "02:30");
        var start = new DateTimeOffset(2025, 10, 24, 0, 0, 0, TimeSpan.Zero);
        DateTimeOffset[] instants = [.. Enumerable.Range(0, 300).Select(i => start.AddMinutes(i * 17 % 5000))];
        Assert.Equal(
            instants.Select(instant => Terms("22:15", "02:30").Contains(instant)), instants.Select(terms.Contains));
    }

    private static void Is(string from, string to, string instant, bool quiet) =>
        Assert.Equal(quiet, Terms(from, to).Contains(DateTimeOffset.Parse(instant)));

    private static QuietTerms Terms(string from, string to) => QuietTerms.Of(
        Worlds.Make().Schema with { TimeZone = "Europe/Berlin" }, new QuietHours(from, to))!;
}
