namespace WorldModel.Numerics;

/// <summary>
/// Float32 storage that starts on a 64-byte boundary and never moves, so that a 512-bit load never straddles two cache
/// lines. The memory lives as long as this object.
/// </summary>
public sealed class AlignedBuffer
{
    private const int FloatsInLine = 16;
    private readonly float[] _pinned;
    private readonly int _offset;

    public unsafe AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _pinned = GC.AllocateArray<float>(checked(length + 2 * FloatsInLine), pinned: true);
        fixed (float* start = _pinned)
        {
            var misaligned = (int)((nuint)start % (FloatsInLine * sizeof(float)));
            _offset = misaligned == 0 ? 0 : FloatsInLine - misaligned / sizeof(float);
        }
    }

    public int Length { get; }

    public Span<float> Span => _pinned.AsSpan(_offset, Length);
}
