using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>Some rows of a row-major table of visible vectors, without copying them.</summary>
internal sealed class RowSet(ReadOnlyMemory<float> table, int units, int[] indices)
{
    public int Count => indices.Length;

    public int Units => units;

    /// <summary>The first <paramref name="count"/> rows of the set.</summary>
    public RowSet First(int count) => new(table, units, indices[..Math.Min(count, indices.Length)]);

    /// <summary>Row numbers of the table in a random order.</summary>
    public int[] Shuffled(RandomStream random)
    {
        var order = (int[])indices.Clone();
        random.Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>Copies rows by their numbers in the table.</summary>
    public void Gather(ReadOnlySpan<int> rows, Span<float> to)
    {
        var from = table.Span;
        for (var i = 0; i < rows.Length; i++)
            from.Slice(rows[i] * units, units).CopyTo(to[(i * units)..]);
    }

    /// <summary>Copies rows first .. first + count - 1 of the set.</summary>
    public float[] Block(int first, int count)
    {
        var block = new float[count * units];
        Gather(indices.AsSpan(first, count), block);
        return block;
    }

    /// <summary>Mean of each unit, summed in double.</summary>
    public double[] Means()
    {
        var sums = new double[units];
        var from = table.Span;
        foreach (var row in indices)
            for (var i = 0; i < units; i++)
                sums[i] += from[row * units + i];
        return Array.ConvertAll(sums, sum => sum / Math.Max(1, indices.Length));
    }
}
