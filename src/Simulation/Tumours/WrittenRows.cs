namespace WorldModel.Simulation.Tumours;

/// <summary>
/// The first rows of the test table in the order in which they are made, each a history with what was tried: what the
/// authors' policy reads in place of the patient's own path.
/// </summary>
internal sealed class WrittenRows(int most)
{
    private readonly List<double[]> _rows = [];

    public bool IsRead => most > 0;

    public void Add(IReadOnlyList<double> history, double next, ReadOnlySpan<double> after = default)
    {
        if (_rows.Count < most) _rows.Add([.. history, next, .. after]);
    }

    /// <summary>Columns first .. last of a row, zeros where nothing was written.</summary>
    public double[] Read(int row, int first, int last)
    {
        var read = new double[last - first + 1];
        if (row >= _rows.Count) return read;
        for (var i = 0; i < read.Length && first + i < _rows[row].Length; i++) read[i] = _rows[row][first + i];
        return read;
    }
}
