namespace WorldModel.Silo.Runtime;

/// <summary>How a call gets its turn.</summary>
internal enum Turn
{
    /// <summary>In the order of the calls.</summary>
    Message,

    /// <summary>As a message; so short that it may run on the caller's thread where the grain is idle.</summary>
    Short,

    /// <summary>A walk over rows: after every message, slice by slice.</summary>
    Scan,
}
