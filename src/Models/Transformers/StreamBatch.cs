using System.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// Streams of a batch on a tape, embedded: each sequences x steps rows of the encoder's width. Sequences are as long as
/// <see cref="Lengths"/> says; covariates may end earlier (they are not known in the future).
/// </summary>
/// <typeparam name="T">float, or double where gradients are checked.</typeparam>
/// <param name="Tape">The tape that they are on.</param>
/// <param name="Steps">Rows of a sequence.</param>
/// <param name="Treatments">What was done the step before.</param>
/// <param name="Outcomes">What is observed at the step.</param>
/// <param name="Covariates">What is known at the step, or none.</param>
/// <param name="Statics">One row a sequence, or none.</param>
public sealed record StreamBatch<T>(
    Tape<T> Tape, int Steps, Tensor<T> Treatments, Tensor<T> Outcomes, Tensor<T>? Covariates, Tensor<T>? Statics)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tensor<T> _known = Tape.Constant(Treatments.Rows, 1, 1);
    private readonly Tensor<T> _covariateShare = Tape.Constant(Treatments.Rows, 1, 0);

    public int Sequences => Treatments.Rows / Steps;

    /// <summary>What is read or gone on from; null where whole sequences are computed and nothing is kept.</summary>
    internal StreamMemory<T>? Memory { get; init; }

    /// <summary>Steps of each sequence.</summary>
    public int[] Lengths { get; } = new int[Treatments.Rows / Steps];

    /// <summary>Steps of each sequence whose covariates are known.</summary>
    public int[] CovariateLengths { get; } = new int[Treatments.Rows / Steps];

    /// <summary>Says how long each sequence is; to be called before each run.</summary>
    public void SetLengths(ReadOnlySpan<int> lengths, ReadOnlySpan<int> covariateLengths)
    {
        lengths.CopyTo(Lengths);
        covariateLengths.CopyTo(CovariateLengths);
        var (two, three) = (T.CreateChecked(1.0 / 2), T.CreateChecked(1.0 / 3));
        for (var row = 0; row < _known.Rows; row++)
        {
            var known = Covariates is not null && row % Steps < CovariateLengths[row / Steps];
            _known.Value[row] = known ? three : two;
            _covariateShare.Value[row] = known ? three : T.Zero;
        }
    }

    /// <summary>Attention as the memory has it: on whole sequences, or one step on from one that was read.</summary>
    internal Tensor<T> Attend(
        Tensor<T> q, Tensor<T> k, Tensor<T> v, Positions<T> positions, AttentionShape shape) => Memory is null
            ? Tape.Attention(q, k, v, positions.Keys, positions.Values, shape)
            : Memory.Attend(Tape, q, k, v, positions, shape);

    /// <summary>The mean of the streams that are known at each step.</summary>
    internal Tensor<T> Mean(Tensor<T> treatments, Tensor<T> outcomes, Tensor<T>? covariates)
    {
        var mean = Tape.Multiply(Tape.Add(treatments, outcomes), _known);
        return covariates is null ? mean : Tape.Add(mean, Tape.Multiply(covariates, _covariateShare));
    }
}
