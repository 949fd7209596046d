namespace WorldModel.Grains.Leases;

/// <summary>What became of a decision's money. The numbers stand in journals: never changed.</summary>
internal enum ReservationState : byte
{
    /// <summary>Reserved: neither delivered nor given up.</summary>
    Pending = 0,

    /// <summary>Delivered, and its cost committed.</summary>
    Committed = 1,

    /// <summary>Its delivery failed: nothing is due.</summary>
    Returned = 2,

    /// <summary>Nobody said in time what became of it: nothing is due.</summary>
    Expired = 3,

    /// <summary>Delivered; its cost falls due with an outcome, for which it waits.</summary>
    Awaiting = 4,

    /// <summary>Delivered; the outcome that would have made the cost due never came.</summary>
    Lapsed = 5,
}
