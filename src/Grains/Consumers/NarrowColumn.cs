namespace WorldModel.Grains.Consumers;

/// <summary>
/// A column of so many whole numbers a row, exact to 64 bits: rows whose numbers all fit 32 bits, as nearly all do,
/// take 4 bytes a number; the others are kept beside the column, whole.
/// </summary>
internal sealed class NarrowColumn(int width)
{
    /// <summary>A dictionary's entry, an array's head and alignment.</summary>
    private const int WideRowBytes = 56;

    private readonly Chunked<int> _narrow = new(width);
    private readonly Dictionary<int, long[]> _wide = [];

    public long Bytes => _narrow.Bytes + (_wide.Count * (WideRowBytes + (width * (long)sizeof(long))));

    /// <summary>Copies a row's numbers; zeros where it was never written.</summary>
    public void Get(int row, Span<long> numbers)
    {
        if (_wide.Count > 0 && _wide.TryGetValue(row, out var wide))
        {
            wide.CopyTo(numbers);
            return;
        }

        var narrow = _narrow.Peek(row);
        if (narrow.IsEmpty) numbers[..width].Clear();
        for (var i = 0; i < narrow.Length; i++) numbers[i] = narrow[i];
    }

    /// <summary>Puts a row's numbers.</summary>
    public void Put(int row, ReadOnlySpan<long> numbers)
    {
        if (_wide.Count > 0) _wide.Remove(row);
        var narrow = _narrow[row];
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (int)numbers[i];
            if (narrow[i] == numbers[i]) continue;
            _wide[row] = numbers[..width].ToArray();
            return;
        }
    }

    /// <summary>Sets all to zero and keeps the memory.</summary>
    public void Zero()
    {
        _wide.Clear();
        _narrow.Zero();
    }

    /// <summary>Drops all values.</summary>
    public void Drop()
    {
        _wide.Clear();
        _narrow.Clear();
    }

    public void Clear(int row)
    {
        _wide.Remove(row);
        _narrow.Wipe(row);
    }
}
