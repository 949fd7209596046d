using WorldModel.Numerics;

namespace WorldModel.Allocation.Files;

/// <summary>What the value may be claimed to be where the file gives standard errors.</summary>
/// <param name="StandardError">Of the sum of the chosen values, were their errors independent.</param>
/// <param name="Claimed">
/// The value less what choosing among noisy estimates adds (<see cref="OptimismCorrection"/>); null where other limits
/// than the budget were kept, for which it is not worked out.
/// </param>
/// <param name="Low">5th percentile.</param>
/// <param name="High">95th percentile.</param>
public sealed record ValueClaim(double StandardError, double? Claimed, double? Low, double? High)
{
    private const int Draws = 32;
    private const ulong Seed = 1;

    internal static ValueClaim? Of(UpliftTable uplifts, AllocationPlan plan, bool isBudgetAlone)
    {
        if (uplifts.Errors is not { } errors) return null;
        var variance = 0.0;
        foreach (var option in plan.Taken)
        {
            if (option >= 0) variance += errors[option] * errors[option];
        }

        var error = Math.Sqrt(variance);
        if (!isBudgetAlone) return new ValueClaim(error, null, null, null);
        var found = OptimismCorrection.Of(plan, Enumerable.Range(0, Draws).Select(draw => Draw(uplifts, errors, draw)));
        return new ValueClaim(error, found.Claimed, found.Low, found.High);
    }

    private static OptionTable Draw(UpliftTable uplifts, double[] errors, int draw)
    {
        var stream = new RandomStream(Seed, (ulong)draw);
        var values = uplifts.Options.Value.ToArray();
        for (var option = 0; option < values.Length; option++)
        {
            values[option] = Math.Clamp(values[option] + errors[option] * stream.NextGaussian(),
                -OptionTable.LargestValue, OptionTable.LargestValue);
        }

        return uplifts.Options.WithValues(values);
    }
}
