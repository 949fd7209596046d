using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace WorldModel.Silo.Orleans.Placement;

/// <summary>Places a grain on the silo that its key names.</summary>
[GenerateSerializer, Immutable, Alias("worldmodel.named")]
public sealed class NamedStrategy : PlacementStrategy;

/// <summary>Marks a grain whose key is a silo's address.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NamedSiloAttribute() : PlacementAttribute(new NamedStrategy());

/// <summary>The silo itself, or nobody: a silo that is gone has no agent elsewhere.</summary>
internal sealed class NamedSiloDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var named = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(named)
            ? Task.FromResult(named)
            : throw new SiloUnavailableException($"silo {named} is not in the cluster");
    }
}
