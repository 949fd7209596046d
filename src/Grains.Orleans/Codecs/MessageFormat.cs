namespace WorldModel.Grains.Orleans.Codecs;

/// <summary>How values of a type stand in a message; made once for each type from the contract's own shape.</summary>
internal static class MessageFormat<T>
{
    private static readonly Lazy<Parts<T>> Made = new(MessageFormats.Make<T>);

    public static void Write(MessageWriter writer, T value) => Made.Value.Write(writer, value);

    public static T Read(MessageReader reader) => Made.Value.Read(reader);

    /// <summary>The layout in words: two that are equal read each other's bytes.</summary>
    public static string Shape => Made.Value.Shape;
}

/// <summary>Writes, reads and describes one type.</summary>
internal sealed record Parts<T>(string Shape, Action<MessageWriter, T> Write, Func<MessageReader, T> Read);
