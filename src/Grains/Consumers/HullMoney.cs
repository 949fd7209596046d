using WorldModel.Allocation;

namespace WorldModel.Grains.Consumers;

/// <summary>What a step along a hull costs and is worth more than the option it leaves.</summary>
internal static class HullMoney
{
    public static long Cost(HullStep step, ReadOnlySpan<long> costs) =>
        step.From < 0 ? costs[step.Option] : costs[step.Option] - costs[step.From];

    public static (long Cost, long Value) Of(HullStep step, ReadOnlySpan<long> costs, ReadOnlySpan<long> values) =>
        step.From < 0
            ? (costs[step.Option], values[step.Option])
            : (costs[step.Option] - costs[step.From], values[step.Option] - values[step.From]);
}
