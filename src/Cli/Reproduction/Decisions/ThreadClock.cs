using System.Globalization;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// Processor seconds of the thread at hand, so that what a training takes does not depend on what else runs; where the
/// system does not tell (other than Linux), seconds of the wall.
/// </summary>
/// <param name="wall">What is asked where the system does not tell.</param>
internal sealed class ThreadClock(TimeProvider wall)
{
    private const string Told = "/proc/thread-self/schedstat";
    private static readonly bool IsTold = File.Exists(Told);

    /// <summary>Seconds since some moment; only differences on one thread mean something.</summary>
    public double Seconds
    {
        get
        {
            if (!IsTold) return wall.GetElapsedTime(0).TotalSeconds;
            // A running thread's time is booked at ticks, or where it is scheduled: short work would take none.
            Thread.Yield();
            return long.Parse(File.ReadAllText(Told).Split(' ')[0], CultureInfo.InvariantCulture) * 1e-9;
        }
    }
}
