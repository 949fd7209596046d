namespace WorldModel.Simulation.Tumours;

/// <summary>A path, and for each of its days the next volume under each of the four treatments.</summary>
/// <param name="Path">What was given.</param>
/// <param name="Next">Days x 4, cm^3; the column of the treatment given is the path itself.</param>
public sealed record TumourChoices(TumourPath Path, double[] Next);
