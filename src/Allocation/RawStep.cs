namespace WorldModel.Allocation;

/// <summary>
/// A hull step with all that sorting and summing need, so that neither goes back to the table: 32 bytes, half a cache
/// line. Options are counted from their consumer's first; <see cref="NoOption"/> is doing nothing.
/// </summary>
internal readonly record struct RawStep(
    double Slope, double Value, long CostMicros, int Consumer, ushort From, ushort Option)
{
    public const ushort NoOption = ushort.MaxValue;

    /// <summary>Rises as slopes fall: positive doubles are in the order of their bits.</summary>
    public ulong Key => ~BitConverter.DoubleToUInt64Bits(Slope);

    public static RawStep Of(HullStep step, int consumer, ReadOnlySpan<double> values, ReadOnlySpan<long> costMicros)
    {
        var nothing = step.From < 0;
        return new RawStep(
            step.Slope, values[step.Option] - (nothing ? 0 : values[step.From]),
            costMicros[step.Option] - (nothing ? 0 : costMicros[step.From]), consumer,
            nothing ? NoOption : (ushort)step.From, (ushort)step.Option);
    }
}
