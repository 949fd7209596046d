namespace WorldModel.Models;

/// <summary>How far a training is: its stage, the fraction of all that is done (0 to 1), a line for a person.</summary>
public sealed record TrainingProgress(string Stage, double Fraction, string Detail);
