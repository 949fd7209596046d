namespace WorldModel.Silo.Runtime;

/// <summary>The bounds of every activation.</summary>
/// <param name="Bound">Calls from outside that may wait or run in one grain; one more is turned away.</param>
/// <param name="SnapshotBytes">
/// Bytes of frames after which a snapshot is written, if they are more than four times the last snapshot, give or take
/// half of that by grain: so that a recovery reads at most about seven times the state, and snapshots add about a
/// quarter to what is written over all grains.
/// </param>
/// <param name="Metrics">Where it is counted.</param>
internal sealed record ActivationSettings(int Bound, long SnapshotBytes, Metrics Metrics)
{
    /// <summary>Through which all of these activations scan.</summary>
    public ScanLane Scans { get; } = new(Environment.ProcessorCount);
}
