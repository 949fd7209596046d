using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>A named matrix of trained numbers inside a <see cref="ParameterSet{T}"/>.</summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
public sealed class Parameter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal Parameter(ParameterSet<T> set, int index, string name, int rows, int width, int start) =>
        (Set, Index, Name, Rows, Width, Start) = (set, index, name, rows, width, start);

    public ParameterSet<T> Set { get; }

    public string Name { get; }

    public int Rows { get; }

    public int Width { get; }

    public int Length => Rows * Width;

    /// <summary>Where it begins in the set's vector.</summary>
    public int Start { get; }

    /// <summary>The weights in use, row-major.</summary>
    public Span<T> Value => Set.Current.Values.Span.Slice(Start, Length);

    internal int Index { get; }

    /// <summary>Some product multiplies by it, so that it is kept packed.</summary>
    internal bool IsFactor { get; set; }
}
