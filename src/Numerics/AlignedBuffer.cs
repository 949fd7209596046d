using System.Runtime.CompilerServices;

namespace WorldModel.Numerics;

/// <summary>
/// Numbers that start on a 64-byte boundary and never move, so that a 512-bit load never straddles two cache lines. The
/// memory lives as long as this object.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AlignedBuffer<T>
    where T : unmanaged
{
    private const int BytesInLine = 64;
    private readonly T[] _pinned;
    private readonly int _offset;

    public unsafe AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var inLine = BytesInLine / Unsafe.SizeOf<T>();
        _pinned = GC.AllocateArray<T>(checked(length + 2 * inLine), pinned: true);
        fixed (T* start = _pinned)
        {
            var misaligned = (int)((nuint)start % BytesInLine);
            _offset = misaligned == 0 ? 0 : inLine - misaligned / Unsafe.SizeOf<T>();
        }
    }

    public int Length { get; }

    public Span<T> Span => _pinned.AsSpan(_offset, Length);
}
