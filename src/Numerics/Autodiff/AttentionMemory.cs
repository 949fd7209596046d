using System.Numerics;

namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Keys and values of one attention module: those of the sequence that was read, which all rows share, and those of the
/// steps that each row has gone since. Kept by column, as attention reads them.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AttentionMemory<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _keys;
    private readonly AlignedBuffer<T> _values;
    private readonly AlignedBuffer<T> _ownKeys;
    private readonly AlignedBuffer<T> _ownValues;

    /// <param name="continuation">The rows that go on.</param>
    /// <param name="width">Columns of keys and values.</param>
    /// <param name="steps">Most steps of a sequence.</param>
    public AttentionMemory(Continuation continuation, int width, int steps)
    {
        (Continuation, Width, Steps) = (continuation, width, steps);
        _keys = new AlignedBuffer<T>(width * steps);
        _values = new AlignedBuffer<T>(width * steps);
        var own = checked(continuation.From.Length * width * continuation.Horizon);
        _ownKeys = new AlignedBuffer<T>(own);
        _ownValues = new AlignedBuffer<T>(own);
    }

    public Continuation Continuation { get; }

    public int Width { get; }

    /// <summary>Most steps of a sequence.</summary>
    public int Steps { get; }

    /// <summary>Steps of the sequence that may be looked at, where a row has more behind it.</summary>
    public int Known { get; private set; }

    /// <summary>Takes over the keys and values of a sequence, steps x width.</summary>
    public void Read(ReadOnlySpan<T> keys, ReadOnlySpan<T> values, int known)
    {
        Known = known;
        for (var step = 0; step < known; step++)
            for (var column = 0; column < Width; column++)
            {
                _keys.Span[column * Steps + step] = keys[step * Width + column];
                _values.Span[column * Steps + step] = values[step * Width + column];
            }
    }

    /// <summary>Keeps a row's key and value of the step at hand.</summary>
    internal void Go(int row, ReadOnlySpan<T> key, ReadOnlySpan<T> value)
    {
        var (horizon, at) = (Continuation.Horizon, row * Width * Continuation.Horizon + Continuation.Ahead);
        for (var column = 0; column < Width; column++, at += horizon)
            (_ownKeys.Span[at], _ownValues.Span[at]) = (key[column], value[column]);
    }

    internal ReadOnlySpan<T> Keys(int column, int seen) => _keys.Span.Slice(column * Steps, seen);

    internal ReadOnlySpan<T> Values(int column, int seen) => _values.Span.Slice(column * Steps, seen);

    internal ReadOnlySpan<T> OwnKeys(int row, int column, int count) => Own(_ownKeys, row, column, count);

    internal ReadOnlySpan<T> OwnValues(int row, int column, int count) => Own(_ownValues, row, column, count);

    private ReadOnlySpan<T> Own(AlignedBuffer<T> own, int row, int column, int count) =>
        own.Span.Slice((row * Width + column) * Continuation.Horizon, count);
}
