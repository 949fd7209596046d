namespace WorldModel.Allocation;

/// <summary>
/// One step along a consumer's hull. Its cost and value are the differences between the two options it joins. A free
/// gain (an option that is worth something at no cost) has the slope infinity.
/// </summary>
/// <param name="From">The option left behind, or <see cref="Nothing"/>.</param>
/// <param name="Option">The option reached.</param>
/// <param name="Slope">Value per unit of cost; positive, and falling from step to step.</param>
public readonly record struct HullStep(int From, int Option, double Slope)
{
    /// <summary>The index that stands for doing nothing, at no cost.</summary>
    public const int Nothing = -1;
}
