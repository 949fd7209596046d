using FsCheck;
using FsCheck.Fluent;

namespace WorldModel.Allocation.Tests;

public sealed class ConsumerHullTests
{
    [Fact]
    public void Slopes_fall_and_no_option_lies_above_the_hull() =>
        Prop.ForAll(SmallInstances.Arbitrary(), instance => instance.Options.All(IsHull))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Values_in_micros_give_the_same_steps() =>
        Prop.ForAll(SmallInstances.Arbitrary(), instance => instance.Options.All(options =>
        {
            var micros = options.Select(o => (long)Math.Round(o.Value * Micros.PerUnit)).ToArray();
            var steps = new HullStep[options.Length];
            var count = ConsumerHull.Build(micros, [.. options.Select(o => o.CostMicros)], steps);
            var expected = Build(options);
            return steps.Take(count).Select(s => s.Option).SequenceEqual(expected.Select(s => s.Option));
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Building_allocates_nothing()
    {
        double[] values = [1, 3, 2, -1, 3.5];
        long[] costs = [0, 2, 1, 0, 9];
        var steps = new HullStep[5];
        ConsumerHull.Build(values, costs, steps);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) ConsumerHull.Build(values, costs, steps);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_price_takes_the_steps_worth_more_than_it()
    {
        HullStep[] steps = [new(-1, 0, double.PositiveInfinity), new(0, 2, 3), new(2, 1, 1)];
        Assert.Equal(3, ConsumerHull.TakenAbove(steps, 0));
        Assert.Equal(2, ConsumerHull.TakenAbove(steps, 1));
        Assert.Equal(1, ConsumerHull.TakenAbove(steps, 1e12));
    }

    private static bool IsHull((double Value, long CostMicros)[] options)
    {
        var steps = Build(options);
        for (var i = 0; i < steps.Length; i++)
        {
            var from = i == 0 ? HullStep.Nothing : steps[i - 1].Option;
            if (steps[i].From != from || (i > 0 && !(steps[i].Slope < steps[i - 1].Slope))) return false;
        }

        return options.All(option =>
        {
            // The hull's value at the option's cost: free gains, then as far as the cost goes.
            var left = option.CostMicros;
            var value = 0.0;
            foreach (var step in steps)
            {
                var start = step.From < 0 ? (Value: 0.0, CostMicros: 0L) : options[step.From];
                var cost = options[step.Option].CostMicros - start.CostMicros;
                var part = cost == 0 ? 1 : Math.Min(1, (double)left / cost);
                value += part * (options[step.Option].Value - start.Value);
                left -= Math.Min(left, cost);
            }

            return value >= option.Value - 1e-9;
        });
    }

    private static HullStep[] Build((double Value, long CostMicros)[] options)
    {
        var steps = new HullStep[options.Length];
        var count = ConsumerHull.Build(
            options.Select(o => o.Value).ToArray(), [.. options.Select(o => o.CostMicros)], steps);
        return steps[..count];
    }
}
