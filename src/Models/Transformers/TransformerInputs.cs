using System.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>A <see cref="CausalTransformer{T}"/>'s leaves on a tape, and how a table's sequences get there.</summary>
internal sealed class TransformerInputs<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int[] _lengths;
    private readonly int[] _covariateLengths;

    public TransformerInputs(Tape<T> tape, int steps, CausalTransformerOptions options)
    {
        (Tape, Steps) = (tape, steps);
        var rows = tape.Sequences * steps;
        Before = tape.Input(rows, options.Treatments);
        Outcome = tape.Input(rows, 1);
        if (options.Covariates > 0) Covariates = tape.Input(rows, options.Covariates);
        if (options.Statics > 0) Statics = tape.Input(tape.Sequences, options.Statics);
        _lengths = new int[tape.Sequences];
        _covariateLengths = new int[tape.Sequences];
    }

    public Tape<T> Tape { get; }

    public int Steps { get; }

    public Tensor<T> Before { get; }

    public Tensor<T> Outcome { get; }

    public Tensor<T>? Covariates { get; }

    public Tensor<T>? Statics { get; }

    /// <summary>Set when the encoder was recorded.</summary>
    public StreamBatch<T>? Batch { get; set; }

    /// <summary>Loads sequences by number; the tape's others become empty.</summary>
    public void Load(SequenceTable table, ReadOnlySpan<int> sequences)
    {
        _lengths.AsSpan().Clear();
        _covariateLengths.AsSpan().Clear();
        for (var i = 0; i < sequences.Length; i++)
        {
            var sequence = sequences[i];
            (_lengths[i], _covariateLengths[i]) = (table.Lengths[sequence], table.CovariateLengths[sequence]);
            Copy(table.Outcome, sequence, i, Steps, Outcome);
            OneHot(table.Treatment.AsSpan(sequence * Steps, Steps - 1), Before, i * Steps + 1);
            Before.Value.Slice(i * Steps * Before.Width, Before.Width).Clear();
            if (Covariates is not null) Copy(table.Covariates, sequence, i, Steps * Covariates.Width, Covariates);
            if (Statics is not null) Copy(table.Statics, sequence, i, Statics.Width, Statics);
        }

        Batch!.SetLengths(_lengths, _covariateLengths);
    }

    /// <summary>Rows of zeros with a one at the treatment.</summary>
    internal static void OneHot(ReadOnlySpan<byte> treatments, Tensor<T> to, int row)
    {
        to.Value.Slice(row * to.Width, treatments.Length * to.Width).Clear();
        for (var step = 0; step < treatments.Length; step++)
            to.Value[(row + step) * to.Width + treatments[step]] = T.One;
    }

    private static void Copy(float[] from, int sequence, int place, int length, Tensor<T> to)
    {
        var target = to.Value.Slice(place * length, length);
        for (var i = 0; i < length; i++) target[i] = T.CreateChecked(from[sequence * length + i]);
    }
}
