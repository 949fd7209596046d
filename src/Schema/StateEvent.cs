namespace WorldModel.Schema;

/// <summary>An event whose names are resolved.</summary>
/// <param name="Day">Day number in the schema's zone.</param>
/// <param name="Slot">An entry of the action vector, or behind those an outcome; below 0 neither.</param>
/// <param name="Micros">Millionths: 1,000,000 for something that happened, the amount of an amount outcome.</param>
public readonly record struct StateEvent(int Day, short Slot, long Micros)
{
    public const long One = 1_000_000;

    /// <summary>The slot of an event that says only that the consumer was seen: one that takes another back.</summary>
    public const short Seen = -1;

    /// <summary>The slot of an event that replaces the attributes.</summary>
    public const short Profile = -2;

    /// <summary>The slot, in the memory of events, of one that was taken back in whole.</summary>
    public const short TakenBack = -3;

    /// <summary>Something that happened: an action taken, a binary outcome.</summary>
    public StateEvent(int day, short slot) : this(day, slot, One)
    {
    }
}

/// <summary>What became of an event.</summary>
public enum ApplyResult
{
    /// <summary>It opened its day, or belongs to the open one.</summary>
    Applied,

    /// <summary>It came after its day had closed, inside the lateness allowed.</summary>
    Merged,

    /// <summary>It came too late and changed nothing.</summary>
    Late,
}
