using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>A <see cref="CausalTransformer{T}"/> and the table that it learns from.</summary>
public sealed class TransformerTraining(CausalTransformer<float> model, SequenceTable table) : IBatchModel
{
    public ParameterSet<float> Body => model.Body;

    public ParameterSet<float> Domain => model.Domain;

    public int Sequences => table.Sequences;

    public double WeightOf(int sequence) => table.Lengths[sequence];

    public IBatchTape Record(int sequences, TrainingPhase phase, bool balanced) =>
        new Recorded(new TransformerLoss<float>(model, sequences, table.Steps, phase, balanced), table);

    private sealed class Recorded(TransformerLoss<float> loss, SequenceTable table) : IBatchTape
    {
        public Tape<float> Tape => loss.Tape;

        public Tensor<float> Loss => loss.Loss;

        public void Load(ReadOnlySpan<int> sequences, double scale, double alpha) =>
            loss.Load(table, sequences, scale, alpha);
    }
}
