using WorldModel.Allocation.Limits;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Allocation.Tests.Solvers;

/// <summary>Several limits at once: against every combination of options, and against GLPK's linear optimum.</summary>
public sealed class LimitedAllocationTests
{
    [Fact]
    public void Every_limit_is_kept_and_the_optimum_lies_between_the_plan_and_its_bound()
    {
        var (binding, lost, none) = (0, 0.0, 0);
        for (var seed = 0UL; seed < 200; seed++)
        {
            var (table, limits) = Instance(new RandomStream(seed), 5);
            var optimum = Optimum(table, limits);
            LimitedAllocation found;
            try
            {
                found = LimitedAllocation.Of(table, limits);
            }
            catch (InputException)
            {
                // Said to contradict each other: either they do, or whole treatments find hardly a way between.
                none += optimum is null ? 0 : 1;
                continue;
            }

            Assert.True(
                optimum is not null && Keeps(table, limits, found.Plan.Taken), $"seed {seed}: a limit is broken");
            Assert.True(found.Plan.Value <= optimum + 1e-9 && optimum <= found.Plan.Dual + 1e-6,
                $"seed {seed}: {found.Plan.Value} <= {optimum} <= {found.Plan.Dual}");
            binding += found.Uses.Count(use => use.Price > 1e-6 || use.PriceOfLess > 1e-6);
            lost += (optimum.Value - found.Plan.Value) / (1 + optimum.Value);
        }

        Assert.True(binding > 150, $"{binding} limits bound");
        Assert.True(none <= 4, $"{none} of 200 instances had a solution that was not found");
        Assert.True(lost / 200 < .03, $"on average {lost / 200:P1} of the optimum was lost on five consumers");
    }

    [Fact]
    public async Task The_bound_is_the_linear_optimum_of_glpk()
    {
        LpSolver.Glpk.Require();
        for (var seed = 0UL; seed < 40; seed++)
        {
            var (table, limits) = Instance(new RandomStream(seed, 9), 60);
            LimitedAllocation found;
            try
            {
                found = LimitedAllocation.Of(table, limits);
            }
            catch (InputException)
            {
                continue;
            }

            var optimum = await LpSolver.Glpk.Solve(
                table, to => LimitedLpFile.Write(to, table, limits), TestContext.Current.CancellationToken);
            Assert.True(Math.Abs(found.Plan.Dual - optimum) <= 1e-5 * (1 + optimum),
                $"seed {seed}: {found.Plan.Dual:R}, glpsol says {optimum:R}, {found.Rounds} rounds");
            Assert.True(Keeps(table, limits, found.Plan.Taken), $"seed {seed}: a limit is broken");
            Assert.InRange(found.Plan.Gap, 0, (1 + found.Uses.Count) * found.Plan.LargestOption());
        }
    }

    [Fact]
    public void Identical_consumers_are_split_one_by_one_under_a_cap_too()
    {
        var table = OptionTable.Dense(1000, ["mail", "call"],
            [.. Enumerable.Repeat(new[] { 1.0, 2.0 }, 1000).SelectMany(v => v)],
            [.. Enumerable.Repeat(new[] { Micros.PerUnit, 3 * Micros.PerUnit }, 1000).SelectMany(c => c)]);
        var found = LimitedAllocation.Of(table, new AllocationLimits
        {
            BudgetMicros = 900 * Micros.PerUnit,
            ContactCap = 500,
            Caps = [new AllocationCap("call", null, CapUnit.Consumers, 100)],
        });

        // 100 calls for 300 and 400 mails for 400 reach all 500 contacts; 200 of the budget are left.
        Assert.Equal(600, found.Plan.Value);
        Assert.Equal(600, found.Plan.Dual, 6);
        Assert.Equal(700 * Micros.PerUnit, found.Plan.SpendMicros);
    }

    [Fact]
    public void Campaigns_share_a_pool_and_keep_their_own_caps()
    {
        var table = OptionTable.Dense(300, ["push"], [.. Enumerable.Range(0, 300).Select(i => 1.0 + i % 100 / 100.0)],
            [.. Enumerable.Repeat(Micros.PerUnit, 300)]);
        var found = LimitedAllocation.Of(table, new AllocationLimits
        {
            BudgetMicros = 150 * Micros.PerUnit,
            Groups = [Groups("campaign", 300, "a", "b", "c")],
            Caps = [new AllocationCap(null, ("campaign", "a"), CapUnit.Money, 10 * Micros.PerUnit)],
        });

        Assert.Equal(10, found.Uses.Single(use => use.Name == "cap campaign:a").Used);
        Assert.Equal(150 * Micros.PerUnit, found.Plan.SpendMicros);
        Assert.Equal(found.Plan.Dual, found.Plan.Value, 6);
    }

    [Fact]
    public void Limits_that_contradict_each_other_are_named()
    {
        var table = OptionTable.Dense(10, ["push"], [.. Enumerable.Repeat(1.0, 10)],
            [.. Enumerable.Repeat(Micros.PerUnit, 10)]);
        var limits = new AllocationLimits { BudgetMicros = 8 * Micros.PerUnit };
        var cap = new AllocationCap("push", null, CapUnit.Money, 3 * Micros.PerUnit);
        Refused("min-spend", limits with { MinSpendMicros = 9 * Micros.PerUnit });
        Refused("min-spend", limits with { MinSpendMicros = 5 * Micros.PerUnit, Caps = [cap] });
        Refused("min-spend", limits with { MinSpendMicros = 5 * Micros.PerUnit, ContactCap = 2 });
        Refused("roi", limits with { MinSpendMicros = 5 * Micros.PerUnit, Roi = 1.5 });
        Refused("roi", limits with { Roi = double.NaN });
        Refused("cap push", limits with { Caps = [cap, cap with { Most = 1 }] });
        Refused("cap pull", limits with { Caps = [cap with { Treatment = "pull" }] });
        Refused("cap segment:young", limits with
        {
            Caps = [cap with { Treatment = null, Group = ("segment", "young") }],
        });
        Refused("contact-cap", limits with { ContactCap = -1 });

        void Refused(string field, AllocationLimits refused) =>
            Assert.Equal(field, Assert.Throws<InputException>(() => LimitedAllocation.Of(table, refused)).Field);
    }

    [Fact]
    public async Task Both_prices_of_every_limit_are_the_slopes_of_glpks_optimum_in_it()
    {
        LpSolver.Glpk.Require();
        var (unlike, binding, all) = (0, 0, 0);
        var off = new List<string>();
        for (var seed = 100UL; seed < 112; seed++)
        {
            var (table, limits) = Instance(new RandomStream(seed, 9), 40);
            if (Found(table, limits) is not { } found) continue;
            var optimum = await Optimum(null, 0);
            for (var i = 0; i < found.Uses.Count; i++)
            {
                var use = found.Uses[i];
                var isCap = use.Name.StartsWith("cap ", StringComparison.Ordinal);
                var row = isCap ? $"cap{i - (limits.ContactCap is null ? 1 : 2)}" : use.Name;
                var room = use.Kind is "MinSpend" or "Roi" ? -1 : 1;
                var step = use.Kind == "Roi" ? .02 : Math.Max(.1, use.Bound) / 1000;
                var more = (await Optimum(row, room * step) - optimum) / step;
                all++;
                Alike(use.Price, more, $"seed {seed}: one more of {use}");
                if (use.Bound == 0) continue;
                var less = (optimum - await Optimum(row, -room * step)) / step;
                Alike(use.PriceOfLess ?? double.NaN, less, $"seed {seed}: one less of {use}");
                unlike += use.PriceOfLess > 1.05 * use.Price ? 1 : 0;
                binding += use.Price > 0 ? 1 : 0;
            }

            async Task<double> Optimum(string? moved, double by) => await LpSolver.Glpk.Solve(
                table, to => LimitedLpFile.Write(to, table, limits, moved, by), TestContext.Current.CancellationToken);
        }

        Assert.True(off.Count == 0, $"{off.Count} of {all} limits: {string.Join("; ", off)}");
        Assert.True(unlike >= 3 && binding >= 10, $"{unlike} prices not unique, {binding} limits bound");

        void Alike(double own, double theirs, string what)
        {
            if (double.IsNaN(own) != double.IsNaN(theirs) || Math.Abs(own - theirs) > 1e-5 + (.03 * theirs))
                off.Add($"{what}: {own}, glpsol says {theirs}");
        }
    }

    [Fact]
    public void Two_caps_on_the_same_consumers_share_a_price_that_neither_has_alone()
    {
        var table = OptionTable.Dense(
            5, ["push"], new[] { 5.0, 4, 3, 2, 1 }, [.. Enumerable.Repeat(Micros.PerUnit, 5)]);
        var limits = new AllocationLimits
        {
            BudgetMicros = 9 * Micros.PerUnit,
            ContactCap = 2,
            Caps = [new AllocationCap("push", null, CapUnit.Consumers, 2)],
        };
        var uses = LimitedAllocation.Of(table, limits).Uses;
        Assert.Equal([(0, 0), (0, 4), (0, 4)], uses.Select(use => (Rounded(use.Price), Rounded(use.PriceOfLess))));
        uses = LimitedAllocation.Of(table, limits with { ContactCap = null }).Uses;
        Assert.Equal([(0, 0), (3, 4)], uses.Select(use => (Rounded(use.Price), Rounded(use.PriceOfLess))));
    }

    [Fact]
    public void A_cap_of_nothing_has_the_price_of_the_first_and_a_minimum_at_its_most_none_for_more()
    {
        var table = OptionTable.Dense(3, ["push"], new[] { 5.0, 4, -1 }, [.. Enumerable.Repeat(Micros.PerUnit, 3)]);
        var limits = new AllocationLimits { BudgetMicros = 9 * Micros.PerUnit, ContactCap = 0 };
        var use = LimitedAllocation.Of(table, limits).Uses[1];
        Assert.Equal((0, 0, 5, -1), (use.Bound, use.Used, Rounded(use.Price), Rounded(use.PriceOfLess)));
        use = LimitedAllocation.Of(table, limits with { BudgetMicros = 0 }).Uses[1];
        Assert.Equal((0, 0), (Rounded(use.Price), use.Bound));
        limits = limits with { ContactCap = null, MinSpendMicros = 3 * Micros.PerUnit };
        use = LimitedAllocation.Of(table, limits).Uses[1];
        Assert.Equal((3, 3, 1, -1), (use.Bound, use.Used, Rounded(use.Price), Rounded(use.PriceOfLess)));
    }

    private static int Rounded(double? price) => (int)Math.Round(price ?? -1, 6);

    private static LimitedAllocation? Found(OptionTable table, AllocationLimits limits)
    {
        try
        {
            return LimitedAllocation.Of(table, limits);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static (OptionTable Table, AllocationLimits Limits) Instance(RandomStream stream, int consumers)
    {
        var builder = new OptionTableBuilder();
        for (var consumer = 0; consumer < consumers; consumer++)
        {
            for (var option = 0; option < 3; option++)
            {
                builder.Add($"c{consumer}", $"t{option}", Math.Round(4 * stream.NextDouble() - .5, 3),
                    stream.NextInt(40) * 100_000L);
            }
        }

        var budget = (long)(consumers * (1 + stream.NextInt(12)) * 100_000L);
        var caps = new List<AllocationCap>();
        for (var option = 0; option < 2; option++)
        {
            if (stream.NextInt(2) == 0) caps.Add(new AllocationCap($"t{option}", null, CapUnit.Money, budget / 3));
            if (stream.NextInt(3) == 0)
                caps.Add(new AllocationCap($"t{option}", null, CapUnit.Consumers, stream.NextInt(consumers)));
        }

        if (stream.NextInt(2) == 0) caps.Add(new AllocationCap(null, ("segment", "s1"), CapUnit.Money, budget / 4));
        if (stream.NextInt(4) == 0) caps.Add(new AllocationCap("t2", ("segment", "s0"), CapUnit.Consumers, 1));
        return (builder.Build(), new AllocationLimits
        {
            BudgetMicros = budget,
            MinSpendMicros = stream.NextInt(4) == 0 ? budget / 3 : 0,
            Roi = stream.NextInt(3) == 0 ? 1 + stream.NextInt(4) : null,
            ContactCap = stream.NextInt(3) == 0 ? 1 + stream.NextInt(consumers) : null,
            Caps = caps,
            Groups = [Groups("segment", consumers, "s0", "s1")],
        });
    }

    private static ConsumerGroups Groups(string kind, int consumers, params string[] names) =>
        new(kind, names, [.. Enumerable.Range(0, consumers).Select(i => i % names.Length)]);

    private static double? Optimum(OptionTable table, AllocationLimits limits)
    {
        var taken = new int[table.Consumers.Count];
        return Best(0);

        double? Best(int consumer)
        {
            if (consumer == taken.Length) return Keeps(table, limits, taken) ? ValueOf(table, taken) : null;
            double? best = null;
            for (var option = table.Start[consumer] - 1; option < table.Start[consumer + 1]; option++)
            {
                taken[consumer] = option < table.Start[consumer] ? -1 : option;
                if (Best(consumer + 1) is { } found && !(found <= best)) best = found;
            }

            return best;
        }
    }

    private static double ValueOf(OptionTable table, int[] taken) => taken.Sum(o => o < 0 ? 0 : table.Value[o]);

    private static bool Keeps(OptionTable table, AllocationLimits limits, ReadOnlySpan<int> taken)
    {
        var (spend, value, contacts) = (0L, 0.0, 0L);
        for (var consumer = 0; consumer < taken.Length; consumer++)
        {
            if (taken[consumer] < 0) continue;
            spend += table.CostMicros[taken[consumer]];
            value += table.Value[taken[consumer]];
            contacts++;
        }

        var kept = spend <= limits.BudgetMicros && !(spend < limits.MinSpendMicros)
            && !(value < limits.Roi * Micros.ToDouble(spend) - 1e-9) && !(contacts > limits.ContactCap);
        foreach (var cap in limits.Caps)
        {
            var used = 0L;
            for (var consumer = 0; consumer < taken.Length; consumer++)
            {
                if (LimitedLpFile.Covers(table, limits, cap, consumer, taken[consumer]))
                    used += cap.Unit == CapUnit.Consumers ? 1 : table.CostMicros[taken[consumer]];
            }

            kept &= used <= cap.Most;
        }

        return kept;
    }
}
