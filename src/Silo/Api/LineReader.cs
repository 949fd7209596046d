using System.Buffers;

namespace WorldModel.Silo.Api;

/// <summary>Cuts a body into lines without holding more of it than one line.</summary>
internal static class LineReader
{
    /// <summary>The next line of the buffer, without its end; false where it has no whole line.</summary>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, bool ended, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        line = buffer;
        if (!ended || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    public static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
            if (!part.Span.Trim(" \t\r"u8).IsEmpty)
                return false;
        return true;
    }
}
