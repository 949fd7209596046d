using WorldModel.Grains.Hosting;

namespace WorldModel.Silo;

/// <summary>Makes the clock that the options ask for.</summary>
internal static class Clocks
{
    public static IClock Of(SiloOptions options)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(options.Schema.TimeZone);
        return options.Clock == ClockKind.Stream ? new StreamClock(zone: zone) : new WallClock(options.Time, zone);
    }
}
