namespace WorldModel.Models.Transformers;

/// <summary>
/// Sequences of discrete treatments and one outcome, in the network's units, steps below each other. At step t stand
/// the outcome observed at t, the treatment then given and the outcome at t + 1.
/// </summary>
public sealed class SequenceTable
{
    /// <param name="sequences">How many.</param>
    /// <param name="steps">Most steps of one.</param>
    /// <param name="options">Widths of what is read.</param>
    public SequenceTable(int sequences, int steps, CausalTransformerOptions options)
    {
        (Steps, Options) = (steps, options);
        Lengths = new int[sequences];
        CovariateLengths = new int[sequences];
        Treatment = new byte[sequences * steps];
        Outcome = new float[sequences * steps];
        Next = new float[sequences * steps];
        Covariates = new float[sequences * steps * options.Covariates];
        Statics = new float[sequences * options.Statics];
    }

    public int Sequences => Lengths.Length;

    public int Steps { get; }

    public CausalTransformerOptions Options { get; }

    /// <summary>Steps of each sequence that count.</summary>
    public int[] Lengths { get; }

    /// <summary>Steps of each sequence whose covariates are known.</summary>
    public int[] CovariateLengths { get; }

    /// <summary>The treatment given at each step, sequences x steps; before the first there was none.</summary>
    public byte[] Treatment { get; }

    /// <summary>The outcome observed at each step, before its treatment.</summary>
    public float[] Outcome { get; }

    /// <summary>The outcome one step later.</summary>
    public float[] Next { get; }

    /// <summary>Sequences x steps x covariates.</summary>
    public float[] Covariates { get; }

    /// <summary>Sequences x statics.</summary>
    public float[] Statics { get; }
}
