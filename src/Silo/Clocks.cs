using WorldModel.Grains.Hosting;

namespace WorldModel.Silo;

/// <summary>Makes the clock that the options ask for.</summary>
internal static class Clocks
{
    public static IClock Of(SiloOptions options) => options.Clock == ClockKind.Stream
        ? new StreamClock()
        : new WallClock(options.Time, TimeZoneInfo.FindSystemTimeZoneById(options.Schema.TimeZone));
}
