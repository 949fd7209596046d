using WorldModel.Models.Transformers;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>A <see cref="MediaMixModel{T}"/>, the series it learns from, and what is believed of channels.</summary>
public sealed class MediaMixTraining(MediaMixModel<float> model, MediaMixTable table, MediaMixPriors? priors = null)
    : IBatchModel
{
    private readonly int[] _turns = new int[table.Series];

    public ParameterSet<float> Body => model.Body;

    public ParameterSet<float> Domain => model.Domain;

    public int Sequences => table.Series;

    public double WeightOf(int sequence)
    {
        var sum = 0.0;
        for (var week = 0; week < table.Lengths[sequence]; week++) sum += table.Weight[sequence * table.Weeks + week];
        return sum;
    }

    public IBatchTape Record(int sequences, TrainingPhase phase, bool balanced) => new Recorded(
        new MediaMixLoss<float>(model, sequences, table.Weeks, table.Channels, phase, balanced, priors), this);

    private sealed class Recorded(MediaMixLoss<float> loss, MediaMixTraining training) : IBatchTape
    {
        public Tape<float> Tape => loss.Tape;

        public Tensor<float> Loss => loss.Loss;

        public void Load(ReadOnlySpan<int> sequences, double scale, double alpha)
        {
            // Each series is in one slice of a batch only, so that its own turn does not depend on threads.
            var turn = sequences.Length > 0 ? training._turns[sequences[0]]++ : 0;
            loss.Load(training.Table, sequences, scale, alpha, turn * Math.Max(1, training.AtOnce));
        }
    }

    private MediaMixTable Table => table;

    private int AtOnce => priors?.ChannelsAtOnce ?? 1;
}
