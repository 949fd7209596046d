namespace WorldModel.Grains.Consumers;

/// <summary>
/// A column of so many values a row, in chunks of 1,024 rows that are made when first written: a row is one span, rows
/// of a chunk follow each other, and growing copies nothing.
/// </summary>
internal sealed class Chunked<T>(int width)
    where T : struct
{
    private const int Shift = 10;

    /// <summary>Rows of a chunk.</summary>
    public const int ChunkRows = 1 << Shift;

    private T[]?[] _chunks = new T[]?[4];

    /// <summary>Values a row.</summary>
    public int Width => width;

    public long Bytes { get; private set; }

    /// <summary>A row's values; zero where the row was never written.</summary>
    public Span<T> this[int row] => Chunk(row >> Shift).AsSpan((row & (ChunkRows - 1)) * width, width);

    /// <summary>A row's values; none where its chunk was never written, and looking makes no chunk.</summary>
    public Span<T> Peek(int row) => (row >> Shift) < _chunks.Length && _chunks[row >> Shift] is { } chunk
        ? chunk.AsSpan((row & (ChunkRows - 1)) * width, width)
        : [];

    /// <summary>Sets a row's values to zero.</summary>
    public void Wipe(int row) => Peek(row).Clear();

    /// <summary>Sets all to zero and keeps the memory: what is filled again and again makes no garbage.</summary>
    public void Zero()
    {
        foreach (var chunk in _chunks) chunk?.AsSpan().Clear();
    }

    /// <summary>Drops all values.</summary>
    public void Clear()
    {
        _chunks = new T[]?[4];
        Bytes = 0;
    }

    private T[] Chunk(int chunk)
    {
        if (chunk >= _chunks.Length) Array.Resize(ref _chunks, Math.Max(chunk + 1, _chunks.Length * 2));
        return _chunks[chunk] ??= NewChunk();
    }

    private T[] NewChunk()
    {
        Bytes += (long)ChunkRows * width * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        return new T[ChunkRows * width];
    }
}
