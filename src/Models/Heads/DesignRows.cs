namespace WorldModel.Models.Heads;

/// <summary>Rows of a regression, written block by block so that the whole design never lies in memory.</summary>
public abstract class DesignRows
{
    /// <summary>Rows in all.</summary>
    public abstract int Rows { get; }

    /// <summary>Columns of a row.</summary>
    public abstract int Features { get; }

    /// <summary>Writes one row's columns. Called by many threads at once.</summary>
    public abstract void Write(int row, Span<float> features);
}
