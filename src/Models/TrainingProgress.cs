namespace WorldModel.Models;

/// <summary>How far a training is: its stage, the fraction of the whole done (0 to 1) and a line for a person.</summary>
public sealed record TrainingProgress(string Stage, double Fraction, string Detail);
