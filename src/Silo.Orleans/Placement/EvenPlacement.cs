using Orleans.Placement;
using Orleans.Runtime.Placement;
using WorldModel.Schema;

namespace WorldModel.Silo.Orleans.Placement;

/// <summary>Places a grain by its key alone, evenly over the silos that there are.</summary>
[GenerateSerializer, Immutable, Alias("worldmodel.even")]
public sealed class EvenStrategy : PlacementStrategy;

/// <summary>Marks a grain that is placed evenly.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EvenPlacementAttribute() : PlacementAttribute(new EvenStrategy());

/// <summary>
/// Shards go round the silos by number, others by the hash of their name: every silo that knows the same silos decides
/// the same without asking. What a move names comes first. After silos came or went, <see cref="BalanceGrain"/> evens
/// out what is placed already.
/// </summary>
internal sealed class EvenPlacementDirector : IPlacementDirector
{
    private const string Shard = "shard";

    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(
            IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) ?? Pick(target.GrainIdentity, silos));
    }

    internal static SiloAddress Pick(GrainId grain, SiloAddress[] silos)
    {
        var inOrder = silos.Order().ToArray();
        ulong number = grain.Type.ToString() == Shard
            ? (ulong)grain.GetIntegerKey()
            : ConsumerHash.Of(grain.Key.ToString()!);
        return inOrder[number % (ulong)inOrder.Length];
    }
}
