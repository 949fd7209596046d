namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>What one trained model came to: errors in percent of the volume at which a patient dies.</summary>
/// <param name="Key">Which model.</param>
/// <param name="Policy">published or own.</param>
/// <param name="OneStep">Root mean squared error of the next volume, over all four treatments of every day.</param>
/// <param name="Random">2 to 6 days ahead under random plans.</param>
/// <param name="Sliding">2 to 6 days ahead under one therapy, given once.</param>
/// <param name="Loss">Mean training loss of the last epoch.</param>
/// <param name="TrainingSeconds">Of the training alone.</param>
/// <param name="Seconds">In all.</param>
internal sealed record TumourCell(
    TumourKey Key, string Policy, double OneStep, double[] Random, double[] Sliding, double Loss,
    double TrainingSeconds, double Seconds);
