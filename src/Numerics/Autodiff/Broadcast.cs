using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// How a smaller matrix stands for one of rows x width: each of its rows for several rows that follow each other, a
/// single column for every column.
/// </summary>
/// <param name="Rows">Of the larger matrix.</param>
/// <param name="Width">Of the larger matrix.</param>
/// <param name="Repeats">Rows of the larger for one of the smaller.</param>
/// <param name="IsColumn">The smaller has one column for all.</param>
internal readonly record struct Broadcast(int Rows, int Width, int Repeats, bool IsColumn)
{
    /// <summary>Whether both have one shape.</summary>
    public bool IsPlain => Repeats == 1 && !IsColumn;

    public static Broadcast Of<T>(Tensor<T> large, Tensor<T> small)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var fits = small.Rows > 0 && large.Rows % small.Rows == 0;
        if (!fits || (small.Width != large.Width && small.Width != 1))
            throw new ArgumentException(
                $"{small.Rows} x {small.Width} cannot stand for {large.Rows} x {large.Width}: "
                + "expected rows that divide, and one column or as many");
        return new Broadcast(
            large.Rows, large.Width, large.Rows / small.Rows, small.Width == 1 && large.Width > 1);
    }

    /// <summary>Row of the smaller matrix for a row of the larger.</summary>
    public ReadOnlySpan<T> Small<T>(ReadOnlySpan<T> small, int row)
        where T : unmanaged => IsColumn ? small.Slice(row / Repeats, 1) : small.Slice(row / Repeats * Width, Width);

    /// <summary>Row of the smaller matrix for a row of the larger.</summary>
    public Span<T> Small<T>(Span<T> small, int row)
        where T : unmanaged => IsColumn ? small.Slice(row / Repeats, 1) : small.Slice(row / Repeats * Width, Width);
}
