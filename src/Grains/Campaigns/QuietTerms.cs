using System.Globalization;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>
/// Hours in which nobody is contacted, by the clocks of the schema's zone. They begin when clocks first show the one
/// time and end when clocks last show the other: where clocks go back over an end of them, they last longer; where
/// clocks skip it, the first moment after the gap stands for it.
/// </summary>
internal sealed class QuietTerms
{
    private const string Format = "HH:mm";

    private readonly TimeZoneInfo _zone;
    private readonly TimeOnly _from;
    private readonly TimeOnly _to;

    /// <summary>The stretch last looked up, in UTC ticks, and whether it is quiet: most questions fall in it.</summary>
    private (long From, long To, bool IsQuiet) _stretch;

    private QuietTerms(TimeZoneInfo zone, TimeOnly from, TimeOnly to) => (_zone, _from, _to) = (zone, from, to);

    /// <exception cref="InputException">Not two different times of day.</exception>
    public static QuietTerms? Of(ConsumerSchema schema, QuietHours? hours)
    {
        if (hours is null) return null;
        var from = Time("quietHours.from", hours.From);
        var to = Time("quietHours.to", hours.To);
        if (from == to) throw new InputException("quietHours.to", hours.To, "another time than from: not all day");
        return new QuietTerms(TimeZoneInfo.FindSystemTimeZoneById(schema.TimeZone), from, to);
    }

    /// <summary>Whether an instant is in the quiet hours.</summary>
    public bool Contains(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks;
        if (ticks < _stretch.From || ticks >= _stretch.To) _stretch = Stretch(ticks);
        return _stretch.IsQuiet;
    }

    /// <summary>The quiet hours that an instant is in, or the time between two of them.</summary>
    private (long From, long To, bool IsQuiet) Stretch(long ticks)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(new DateTime(ticks, DateTimeKind.Utc), _zone));
        var free = Night(day.AddDays(-2)).To;
        for (var offset = -1; offset <= 2; offset++)
        {
            var night = Night(day.AddDays(offset));
            if (ticks < night.From) return (free, night.From, false);
            if (ticks < night.To) return (night.From, night.To, true);
            free = night.To;
        }

        throw new InvalidOperationException("no night within two days");
    }

    /// <summary>The quiet hours that begin on a day, in UTC ticks.</summary>
    private (long From, long To) Night(DateOnly day) => (
        Instant(day.ToDateTime(_from), isLast: false),
        Instant((_to > _from ? day : day.AddDays(1)).ToDateTime(_to), isLast: true));

    private long Instant(DateTime local, bool isLast)
    {
        while (_zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = _zone.GetUtcOffset(local);
        if (_zone.IsAmbiguousTime(local))
        {
            // The larger offset is the earlier instant.
            var offsets = _zone.GetAmbiguousTimeOffsets(local);
            offset = isLast ? offsets.Min() : offsets.Max();
        }

        return local.Ticks - offset.Ticks;
    }

    private static TimeOnly Time(string field, string text) => TimeOnly.TryParseExact(
        text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? time
        : throw new InputException(field, text, "a time of day as HH:mm");
}
