namespace WorldModel.Allocation.DecisionFocused;

/// <summary>
/// The rows of a batch as a decision loss sees them, in the network's units. Scores are rows x arms; outputs and their
/// gradient are rows x 2 arms, values first.
/// </summary>
public sealed class DecisionBatch
{
    /// <summary>Arms, arm 0 included.</summary>
    public required int Arms { get; init; }

    /// <summary>The arm that each row drew.</summary>
    public required int[] Arm { get; init; }

    /// <summary>Each row's N / N_t.</summary>
    public required double[] Weight { get; init; }

    /// <summary>See <see cref="TrialScores.Value"/>.</summary>
    public required double[] Value { get; init; }

    /// <summary>See <see cref="TrialScores.Cost"/>.</summary>
    public required double[] Cost { get; init; }

    /// <summary>See <see cref="TrialScores.AllArms"/>.</summary>
    public required bool AllArms { get; init; }

    public int Rows => Arm.Length;
}
