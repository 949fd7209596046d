using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>A model with its training sequences, as <see cref="AlternatingTrainer"/> trains it.</summary>
public interface IBatchModel
{
    /// <summary>Everything but the treatment head.</summary>
    ParameterSet<float> Body { get; }

    /// <summary>The treatment head.</summary>
    ParameterSet<float> Domain { get; }

    /// <summary>Sequences to train on.</summary>
    int Sequences { get; }

    /// <summary>How much of a batch's mean a sequence is: its steps that count.</summary>
    double WeightOf(int sequence);

    /// <summary>A tape for a few sequences, for one thread at a time.</summary>
    /// <param name="sequences">Most sequences at once.</param>
    /// <param name="phase">Which of the two losses it has; the other phase's parameters are frozen.</param>
    /// <param name="balanced">False where alpha is 0: the treatment head is left out of the outcome loss.</param>
    IBatchTape Record(int sequences, TrainingPhase phase, bool balanced);
}
