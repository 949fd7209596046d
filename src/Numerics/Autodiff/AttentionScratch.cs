using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Room for one head of one sequence: copies of its matrices as <see cref="PanelProduct"/> wants them, padded with
/// zeros, and steps x steps intermediates. Kept in cache from head to head.
/// </summary>
internal sealed class AttentionScratch<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public AttentionScratch(int steps, int head, int positions)
    {
        (Wide, Head, Places) = (PanelProduct.Padded(steps), PanelProduct.Padded(head), PanelProduct.Padded(positions));
        Keys = new AlignedBuffer<T>(head * Wide);
        Values = new AlignedBuffer<T>(Math.Max(steps * Head, head * Wide));
        Queries = new AlignedBuffer<T>(steps * Head);
        Deltas = new AlignedBuffer<T>(steps * Head);
        Result = new AlignedBuffer<T>(Math.Max(steps, positions) * Head);
        Kept = new AlignedBuffer<T>(steps * Wide);
        Slopes = new AlignedBuffer<T>(steps * Wide);
        ByPlace = new AlignedBuffer<T>(steps * Places);
        PlaceKeys = new AlignedBuffer<T>(Math.Max(head * Places, positions * Head));
        PlaceValues = new AlignedBuffer<T>(Math.Max(head * Places, positions * Head));
    }

    /// <summary>Steps, head width and positions, each rounded up to whole tiles.</summary>
    public int Wide { get; }

    public int Head { get; }

    public int Places { get; }

    public AlignedBuffer<T> Keys { get; }

    public AlignedBuffer<T> Values { get; }

    public AlignedBuffer<T> Queries { get; }

    public AlignedBuffer<T> Deltas { get; }

    public AlignedBuffer<T> Result { get; }

    public AlignedBuffer<T> Kept { get; }

    public AlignedBuffer<T> Slopes { get; }

    public AlignedBuffer<T> ByPlace { get; }

    public AlignedBuffer<T> PlaceKeys { get; }

    public AlignedBuffer<T> PlaceValues { get; }

    /// <summary>Copies columns first .. first + count - 1 of some rows, each row padded with zeros.</summary>
    public static void Copy(ReadOnlySpan<T> from, int width, int first, int count, int rows, Span<T> to, int stride)
    {
        for (var row = 0; row < rows; row++)
        {
            from.Slice(row * width + first, count).CopyTo(to.Slice(row * stride, count));
            to.Slice(row * stride + count, stride - count).Clear();
        }
    }

    /// <summary>As <see cref="Copy"/>, transposed: count rows of as many numbers as there were rows.</summary>
    public static void Transpose(
        ReadOnlySpan<T> from, int width, int first, int count, int rows, Span<T> to, int stride)
    {
        for (var column = 0; column < count; column++)
        {
            var line = to.Slice(column * stride, stride);
            for (var row = 0; row < rows; row++) line[row] = from[row * width + first + column];
            line[rows..].Clear();
        }
    }

    /// <summary>Adds rows of the result to columns of a tensor.</summary>
    public static void AddBack(ReadOnlySpan<T> from, int stride, int rows, Span<T> to, int width, int first, int count)
    {
        for (var row = 0; row < rows; row++)
            Lanes.Add(from.Slice(row * stride, count), to.Slice(row * width + first, count));
    }
}
