namespace WorldModel.Simulation.Media;

/// <summary>How a channel of a simulated market truly acts.</summary>
/// <param name="Decay">Of the adstock; geometric where <paramref name="Peak"/> is 0.</param>
/// <param name="Peak">Weeks until a delayed adstock acts most.</param>
/// <param name="Half">Adstock of half the full effect, in mean weeks.</param>
/// <param name="Shape">Hill's exponent.</param>
/// <param name="Drift">Change of the log effect over all weeks.</param>
/// <param name="Synergy">Share that the effect gains where the next channel presses fully.</param>
/// <param name="Chase">Change of log spend by a unit of demand.</param>
/// <param name="Mean">Spend of a mean week, per unit of a geo's size.</param>
public sealed record ChannelTruth(
    double Decay, double Peak, double Half, double Shape, double Drift, double Synergy, double Chase, double Mean)
{
    /// <summary>Full effect, as a share of the geo's level.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Chance that a channel which is on goes off, and one which is off goes on; 0: always on.</summary>
    public double Switching { get; init; }
}
