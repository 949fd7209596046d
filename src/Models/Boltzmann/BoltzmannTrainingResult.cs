namespace WorldModel.Models.Boltzmann;

/// <summary>
/// A trained machine and how it went. Reconstructions are mean binary cross-entropies in nats per visible unit on the
/// validation rows.
/// </summary>
/// <param name="Machine">The parameters of the best joint epoch.</param>
/// <param name="Reconstruction">Of v by sigmoid(b_0 + W_1 h1), h1 the mean-field belief of v, at the best
/// epoch.</param>
/// <param name="MarginalReconstruction">Of v by the training means, clipped to [1e-4, 1 - 1e-4]: what to beat.</param>
/// <param name="Epochs">Validation reconstruction after each joint epoch.</param>
/// <param name="TrainingRows">Rows trained on.</param>
/// <param name="Seed">The seed that repeats this result.</param>
public sealed record BoltzmannTrainingResult(
    BoltzmannMachine Machine, double Reconstruction, double MarginalReconstruction, IReadOnlyList<double> Epochs,
    int TrainingRows, ulong Seed);
