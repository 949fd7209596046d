using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>A loss on a tape.</summary>
public interface IBatchTape
{
    Tape<float> Tape { get; }

    Tensor<float> Loss { get; }

    /// <summary>Loads some sequences before a run.</summary>
    /// <param name="sequences">Their numbers, at most as many as recorded for.</param>
    /// <param name="scale">One over the weight of the whole batch.</param>
    /// <param name="alpha">The weight of balancing.</param>
    void Load(ReadOnlySpan<int> sequences, double scale, double alpha);
}
