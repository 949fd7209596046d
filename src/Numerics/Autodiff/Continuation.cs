namespace WorldModel.Numerics.Autodiff;

/// <summary>
/// Rows that go on, a step a run, from a sequence that another tape has read: what all attention modules of a tape must
/// agree on.
/// </summary>
/// <param name="rows">How many go on at once.</param>
/// <param name="horizon">Most steps that each goes.</param>
public sealed class Continuation(int rows, int horizon)
{
    /// <summary>Of each row, the steps of the sequence that it has behind it.</summary>
    public int[] From { get; } = new int[rows];

    /// <summary>Most steps that each row goes.</summary>
    public int Horizon { get; } = horizon;

    /// <summary>Steps gone before this run.</summary>
    public int Ahead { get; set; }
}
