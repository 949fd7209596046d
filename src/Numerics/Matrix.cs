namespace WorldModel.Numerics;

/// <summary>A dense float32 matrix, row-major: element (r, c) is <c>Data[r * Columns + c]</c>.</summary>
public sealed class Matrix
{
    public Matrix(int rows, int columns)
        : this(rows, columns, new float[checked(rows * columns)])
    {
    }

    /// <summary>Wraps an existing row-major array without copying it.</summary>
    public Matrix(int rows, int columns, float[] data)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Length != (long)rows * columns)
            throw new ArgumentException(
                $"a {rows} x {columns} matrix needs {(long)rows * columns} numbers, got {data.Length}", nameof(data));
        (Rows, Columns, Data) = (rows, columns, data);
    }

    public int Rows { get; }
    public int Columns { get; }
    public float[] Data { get; }

    public float this[int row, int column]
    {
        get => Data[row * Columns + column];
        set => Data[row * Columns + column] = value;
    }

    public Span<float> Row(int row) => Data.AsSpan(row * Columns, Columns);

    public Matrix Clone() => new(Rows, Columns, (float[])Data.Clone());
}
