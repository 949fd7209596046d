namespace WorldModel.Grains.Hosting;

/// <summary>What a record says about its grain's place in the store's list of long work.</summary>
public enum WorkChange : byte
{
    /// <summary>The list stays as it is.</summary>
    None = 0,

    /// <summary>
    /// The grain has work to do from here on: it is listed no later than the record is durable, and the host, this one
    /// or one started later, calls the grain's Advance until a record says <see cref="Done"/>.
    /// </summary>
    Pending = 1,

    /// <summary>The grain has no more work: it leaves the list no earlier than the record is durable.</summary>
    Done = 2,
}
