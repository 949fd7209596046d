namespace WorldModel.Models.Networks;

/// <summary>From features and actions to the log odds of one binary outcome. Immutable, thread-safe.</summary>
public sealed class OutcomeNetwork
{
    private const int Block = 960;
    private readonly Perceptron _network;

    internal OutcomeNetwork(Perceptron network, double score, int epochs) =>
        (_network, Score, Epochs) = (network, score, epochs);

    /// <summary>On the validation rows: an AUC, or minus the mean log loss.</summary>
    public double Score { get; }

    /// <summary>Passes over the rows before it ended.</summary>
    public int Epochs { get; }

    /// <summary>Log odds of some rows.</summary>
    public double[] Logits(InputRows inputs, int[] rows) => Logits(inputs.Width, rows, inputs.Gather);

    /// <summary>Log odds of some rows with an action set to a value in all of them.</summary>
    public double[] Logits(InputRows inputs, int[] rows, int action, float value) =>
        Logits(inputs.Width, rows, (some, to) => inputs.Gather(some, action, value, to));

    internal static double[] Logits(Perceptron network, InputRows inputs, int[] rows) =>
        new OutcomeNetwork(network, 0, 0).Logits(inputs, rows);

    private delegate void Gathering(ReadOnlySpan<int> rows, Span<float> to);

    private double[] Logits(int width, int[] rows, Gathering gather)
    {
        var logits = new double[rows.Length];
        var pass = new PerceptronPass(_network, Block);
        var block = new float[Block * width];
        for (var at = 0; at < rows.Length; at += Block)
        {
            var some = rows.AsSpan(at, Math.Min(Block, rows.Length - at));
            gather(some, block);
            _network.Forward(block, some.Length, pass);
            var outputs = pass.Outputs;
            for (var i = 0; i < some.Length; i++) logits[at + i] = outputs[i];
        }

        return logits;
    }
}
