using WorldModel.Numerics;

namespace WorldModel.Models.Networks;

/// <summary>Rows in a fresh random order every pass, gathered into batches of contiguous features.</summary>
public sealed class RowBatches
{
    private readonly float[] _features;
    private readonly float[] _gathered;
    private readonly int[] _order;
    private readonly int _width;
    private readonly int _batch;
    private readonly RandomStream _random;

    /// <param name="features">Rows x <paramref name="width"/>, scaled.</param>
    /// <param name="width">Features a row.</param>
    /// <param name="batch">Rows a batch; what is left over makes the last batch a little larger.</param>
    /// <param name="random">Of the order.</param>
    public RowBatches(float[] features, int width, int batch, RandomStream random)
    {
        var rows = features.Length / width;
        (_features, _width, _random) = (features, width, random);
        Count = Math.Max(1, rows / batch);
        _batch = rows / Count;
        _order = [.. Enumerable.Range(0, rows)];
        _gathered = new float[Largest * width];
    }

    /// <summary>Batches a pass.</summary>
    public int Count { get; }

    /// <summary>Rows of the largest batch.</summary>
    public int Largest => _order.Length - (Count - 1) * _batch;

    public void Shuffle() => _random.Shuffle(_order.AsSpan());

    /// <summary>The rows of a batch.</summary>
    public ReadOnlySpan<int> Rows(int index) =>
        _order.AsSpan(index * _batch, index == Count - 1 ? Largest : _batch);

    /// <summary>The features of a batch, rows x width; overwritten by the next call.</summary>
    public ReadOnlySpan<float> Features(int index)
    {
        var rows = Rows(index);
        for (var i = 0; i < rows.Length; i++)
            _features.AsSpan(rows[i] * _width, _width).CopyTo(_gathered.AsSpan(i * _width));
        return _gathered.AsSpan(0, rows.Length * _width);
    }
}
