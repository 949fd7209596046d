using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Runtime;

/// <summary>What the host does with a grain of any kind.</summary>
internal interface IActivation
{
    GrainAddress Address { get; }

    /// <summary>Calls that wait or run.</summary>
    int Pending { get; }

    Task Recover();

    Task<bool> Snapshot();
}
