using WorldModel.Schema;

namespace WorldModel.Silo.Storage;

/// <summary>
/// The store cannot be opened, read or written: names the place, what stands there and what was expected.
/// </summary>
public sealed class StoreException : WorldModelException
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
