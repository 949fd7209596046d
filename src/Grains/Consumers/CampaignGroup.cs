namespace WorldModel.Grains.Consumers;

/// <summary>A row's part in a campaign. The numbers stand in journals: never changed.</summary>
internal enum CampaignGroup : byte
{
    /// <summary>Not in the audience, or not there yet when the estimate began.</summary>
    Outside = 0,

    /// <summary>Gets what is worth its price.</summary>
    Policy = 1,

    /// <summary>Gets an option by chance.</summary>
    Explore = 2,

    /// <summary>Gets nothing, so that it can be compared with.</summary>
    Holdout = 3,

    /// <summary>Could not be estimated: gets the fallback.</summary>
    Fallback = 4,

    /// <summary>
    /// Was to get a treatment that it may not get any more, as others have contacted it since: gets nothing.
    /// </summary>
    Stopped = 5,

    /// <summary>Looks unlike the training consumers, and the campaign has a guard: gets the fallback.</summary>
    Unfamiliar = 6,
}
