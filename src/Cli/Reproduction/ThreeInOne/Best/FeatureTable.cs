namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>Named columns over all rows of a world, and which prior each column shares.</summary>
/// <param name="names">One a column.</param>
/// <param name="groups">One a column: columns of a group share a prior.</param>
/// <param name="values">Rows x columns.</param>
internal sealed class FeatureTable(string[] names, string[] groups, float[] values)
{
    public string[] Names { get; } = names;

    public string[] Groups { get; } = groups;

    public int Width => Names.Length;

    public float[] Values { get; } = values;

    public int Rows => Values.Length / Width;

    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>Some rows side by side.</summary>
    public float[] Gather(int[] rows)
    {
        var gathered = new float[rows.Length * Width];
        for (var i = 0; i < rows.Length; i++) Row(rows[i]).CopyTo(gathered.AsSpan(i * Width));
        return gathered;
    }

    /// <summary>Columns computed row by row on all cores.</summary>
    public static FeatureTable Of(
        int rows, string[] names, string[] groups, Action<int, Memory<float>> write)
    {
        var values = new float[rows * names.Length];
        Parallel.For(0, rows, row => write(row, values.AsMemory(row * names.Length, names.Length)));
        return new FeatureTable(names, groups, values);
    }

    /// <summary>Those columns whose name or group is wanted, in their order.</summary>
    public FeatureTable Where(Func<string, string, bool> wanted)
    {
        int[] kept = [.. Enumerable.Range(0, Width).Where(column => wanted(Names[column], Groups[column]))];
        return Of(
            Rows, Array.ConvertAll(kept, column => Names[column]), Array.ConvertAll(kept, column => Groups[column]),
            (row, to) =>
            {
                var from = Row(row);
                for (var i = 0; i < kept.Length; i++) to.Span[i] = from[kept[i]];
            });
    }

    /// <summary>Tables of the same rows side by side.</summary>
    public static FeatureTable Join(params FeatureTable[] tables) => tables.Length == 1 ? tables[0] : Of(
        tables[0].Rows, [.. tables.SelectMany(table => table.Names)], [.. tables.SelectMany(table => table.Groups)],
        (row, to) =>
        {
            foreach (var table in tables)
            {
                table.Row(row).CopyTo(to.Span);
                to = to[table.Width..];
            }
        });

    /// <summary>The same columns with mean 0 and variance 1 over some rows.</summary>
    public FeatureTable Standardised(int[] over)
    {
        var (mean, deviation) = (new double[Width], new double[Width]);
        foreach (var row in over)
        {
            var values = Row(row);
            for (var column = 0; column < Width; column++)
            {
                mean[column] += values[column];
                deviation[column] += (double)values[column] * values[column];
            }
        }

        for (var column = 0; column < Width; column++)
        {
            mean[column] /= over.Length;
            var variance = deviation[column] / over.Length - mean[column] * mean[column];
            deviation[column] = variance > 1e-9 ? Math.Sqrt(variance) : 1;
        }

        return Of(Rows, Names, Groups, (row, to) =>
        {
            var values = Row(row);
            for (var column = 0; column < Width; column++)
                to.Span[column] = (float)((values[column] - mean[column]) / deviation[column]);
        });
    }
}
