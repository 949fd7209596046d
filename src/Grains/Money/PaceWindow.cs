using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Money;

/// <summary>The window of a pace that is running: its number, and what was committed when it began.</summary>
/// <param name="Number">Hours of the epoch, or the day's number in the schema's zone.</param>
/// <param name="CommittedBefore">Micro-units committed when it began.</param>
internal readonly record struct PaceWindow(long Number, long CommittedBefore)
{
    /// <summary>The number of the window that the clock stands in.</summary>
    public static long Of(PoolPace pace, IClock clock) => pace.Per == PoolWindow.Day
        ? clock.Today.DayNumber
        : clock.Now.UtcTicks / TimeSpan.TicksPerHour;
}
