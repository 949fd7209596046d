namespace WorldModel.Evaluation.Backtests;

/// <summary>
/// What a model expects of rows it was not trained on: the level of every outcome under every treatment, shape
/// (Rows, Treatments, Outcomes), in the order of the training set's treatments and outcomes.
/// </summary>
public sealed class Predictions(int rows, int treatments, int outcomes)
{
    public int Rows { get; } = rows;

    public int Treatments { get; } = treatments;

    public int Outcomes { get; } = outcomes;

    public float[] Levels { get; } = new float[(long)rows * treatments * outcomes];

    public Span<float> Row(int row) => Levels.AsSpan(row * Treatments * Outcomes, Treatments * Outcomes);

    public double Level(int row, int treatment, int outcome) =>
        Levels[(row * Treatments + treatment) * Outcomes + outcome];
}
