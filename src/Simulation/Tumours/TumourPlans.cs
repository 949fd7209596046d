namespace WorldModel.Simulation.Tumours;

/// <summary>
/// A path, and plans that go on from each of its days: the day's own treatment, then the plan's.
/// </summary>
/// <param name="Path">What was given.</param>
/// <param name="Plans">Of each day, plans x horizon treatments.</param>
/// <param name="Volumes">
/// Of each day, plans x horizon volumes, the first two days later (after the plan's first treatment); not a number
/// where the tumour is gone.
/// </param>
public sealed record TumourPlans(TumourPath Path, TumourTreatment[][] Plans, double[][] Volumes);
