using WorldModel.Cli.Terminal;
using WorldModel.Models;

namespace WorldModel.Cli.Training;

/// <summary>Shows a training's progress as a phase's.</summary>
internal static class TrainingReports
{
    public static IProgress<TrainingProgress> ForTraining(this PhaseProgress phase) => new Shown(phase);

    // Not Progress<T>: that posts to a context, and the last reports would come after the phase has ended.
    private sealed class Shown(PhaseProgress phase) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            phase.Report(value.Fraction, $"{value.Stage} {value.Detail}".Trim());
    }
}
