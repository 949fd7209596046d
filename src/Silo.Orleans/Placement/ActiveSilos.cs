namespace WorldModel.Silo.Orleans.Placement;

/// <summary>The silos that this one takes for active.</summary>
internal sealed class ActiveSilos(IClusterMembershipService membership, ILocalSiloDetails here)
{
    public SiloAddress Here => here.SiloAddress;

    /// <summary>All of them, in an order that is the same everywhere.</summary>
    public SiloAddress[] All() =>
    [
        .. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active)
            .Select(member => member.SiloAddress).Order(),
    ];

    /// <summary>Reads who the members are; a silo that is none any more ends its process here.</summary>
    public Task Read(CancellationToken cancellation) =>
        membership.Refresh(default, cancellation).AsTask();

    public IEnumerable<SiloAddress> Others() => All().Where(silo => !silo.Equals(Here));
}
