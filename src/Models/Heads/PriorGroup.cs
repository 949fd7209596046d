namespace WorldModel.Models.Heads;

/// <summary>
/// Columns that share one zero-mean Gaussian prior. <paramref name="Precision"/> is the start value where the prior is
/// learned from the data (<paramref name="Learned"/>), else the value itself.
/// </summary>
public sealed record PriorGroup(string Name, int[] Columns, double Precision, bool Learned);
