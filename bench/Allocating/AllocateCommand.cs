using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using WorldModel.Allocation;
using WorldModel.Allocation.Limits;
using WorldModel.Bench.Load;

namespace WorldModel.Bench.Allocating;

/// <summary>
/// The allocator beside what memory allows, from 100,000 consumers on, and beside GLPK and CBC on sizes that these can
/// finish. Every contender of a size takes its turn in every round; medians.
/// </summary>
internal static class AllocateCommand
{
    public const string Usage = "allocate [--seed 1] [--rounds 7] [--most 10000000] [--solvers 20000] "
        + "[--minutes 5] [--json FILE]: frontier, one budget and limits; GLPK and CBC";

    // What a frontier must read of an option, and keep of an increment.
    private const int Read = sizeof(double) + sizeof(long);
    private const int Kept = 36;

    public static async Task Run(LoadOptions options, TextWriter output)
    {
        var (seed, rounds) = ((ulong)options.Int("seed", 1), options.Int("rounds", 7));
        var json = new JsonArray();
        output.WriteLine($"seed {seed}, {Environment.ProcessorCount} cores, medians of {rounds} rounds; ms");
        output.WriteLine($"floor: {Read} bytes read an option, {Kept} written an increment; for one budget read only");
        output.WriteLine($"{"consumers x 5",14}{"increments",12}{"floor",8}{"frontier",10}{"ns/(S ld S)",12}"
            + $"{"floor 1",9}{"1 budget",10}{"speed-up",10}{"5 limits",10}{"gap",10}{"rounds",8}{"bytes/S",9}");
        for (var consumers = 100_000; consumers <= options.Int("most", 10_000_000); consumers *= 10)
        {
            var row = Measure(AllocationWork.Table(consumers, seed), rounds);
            json.Add(row.Json(consumers));
            output.WriteLine(row.Text(consumers));
        }

        var most = TimeSpan.FromMinutes(options.Number("minutes", 5));
        for (var consumers = 2_000; consumers <= options.Int("solvers", 20_000); consumers *= 10)
            await Others(AllocationWork.Table(consumers, seed), rounds, most, output, json);
        if (options.Text("json") is { } path)
            await File.WriteAllTextAsync(path, new JsonObject { ["seed"] = seed, ["rows"] = json }.ToJsonString());
    }

    private static Row Measure(OptionTable table, int rounds)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var frontier = Frontier.Of(table);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        var (steps, budget) = (frontier.Increments.Count, frontier.LargestSpendMicros / 3);
        var plan = frontier.At(budget);
        if (!plan.Taken.SequenceEqual(OneBudget.At(table, budget).Taken))
            throw new InvalidOperationException("one budget's decisions differ from the frontier's");

        // The frontier itself is let go, so that memory holds one at a time.
        frontier = null;
        var both = new MemoryFloor((long)table.Count * Read, (long)steps * Kept);
        var read = new MemoryFloor((long)table.Count * Read, 0);
        LimitedAllocation? limited = null;
        var limits = Limits(table, plan);
        var seconds = Medians(rounds, () => both.Run(), () => Frontier.Of(table), () => read.Run(),
            () => OneBudget.At(table, budget));
        var slow = Medians(Math.Min(rounds, 3), () => limited = LimitedAllocation.Unpriced(table, limits));
        return new Row(steps, seconds, slow[0], limited!.Plan.Gap / limited.Plan.Dual, limited.Rounds,
            (double)allocated / steps);
    }

    /// <summary>Caps that bind: half of what the budget alone would give of two treatments, and nine tenths of
    /// contacts.</summary>
    private static AllocationLimits Limits(OptionTable table, AllocationPlan plan)
    {
        var (spend, count) = (new long[table.Treatments.Count], 0L);
        foreach (var option in plan.Taken)
        {
            if (option < 0) continue;
            spend[table.Treatment[option]] += table.CostMicros[option];
            count++;
        }

        return new AllocationLimits
        {
            BudgetMicros = plan.BudgetMicros,
            ContactCap = count * 9 / 10,
            Roi = plan.Value / Micros.ToDouble(plan.SpendMicros) * .9,
            Caps =
            [
                new AllocationCap("a", null, CapUnit.Money, spend[0] / 2),
                new AllocationCap("c", null, CapUnit.Money, spend[2] / 2),
            ],
        };
    }

    private static async Task Others(
        OptionTable table, int rounds, TimeSpan most, TextWriter output, JsonArray json)
    {
        var frontier = Frontier.Of(table);
        var budget = frontier.LargestSpendMicros / 3;
        var plan = frontier.At(budget);
        var own = Medians(rounds, () => Frontier.Of(table).At(budget), () => OneBudget.At(table, budget));
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{table.Consumers.Count:N0} x {AllocationWork.Options}: linear optimum {plan.Dual:R}, ")
            + string.Create(CultureInfo.InvariantCulture, $"whole {plan.Value:R}"));
        output.WriteLine($"  {"frontier and one plan",-38}{own[0] * 1e3,12:N1} ms");
        output.WriteLine($"  {"one budget",-38}{own[1] * 1e3,12:N1} ms");
        foreach (var solver in OtherSolver.All)
        {
            var found = solver.IsThere ? await solver.Solve(table, budget, most) : null;
            var (seconds, said) = found ?? (double.NaN, solver.IsThere ? $"not done in {most}" : "not installed");
            output.WriteLine($"  {solver.Name,-38}{seconds * 1e3,12:N1} ms {seconds / own[0],8:N0} x  {said}");
            json.Add(new JsonObject
            {
                ["consumers"] = table.Consumers.Count,
                ["solver"] = solver.Name,
                ["seconds"] = double.IsNaN(seconds) ? null : seconds,
                ["ownSeconds"] = own[0],
                ["said"] = said,
            });
        }
    }

    private static double[] Medians(int rounds, params Action[] contenders)
    {
        foreach (var contender in contenders) contender();
        var times = contenders.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++)
            {
                GC.Collect();
                var started = Stopwatch.GetTimestamp();
                contenders[i]();
                times[i][round] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
        }

        return [.. times.Select(own => own.Order().ElementAt(rounds / 2))];
    }

    private sealed record Row(
        int Steps, double[] Seconds, double Limited, double Gap, int Rounds, double Allocated)
    {
        private double PerStep => Seconds[1] * 1e9 / (Steps * Math.Log2(Steps));

        public string Text(int consumers) => string.Create(CultureInfo.InvariantCulture,
            $"{consumers,14:N0}{Steps,12:N0}{Seconds[0] * 1e3,8:N1}{Seconds[1] * 1e3,10:N1}{PerStep,12:F2}")
            + string.Create(CultureInfo.InvariantCulture,
            $"{Seconds[2] * 1e3,9:N1}{Seconds[3] * 1e3,10:N1}{Seconds[1] / Seconds[3],10:F1}{Limited * 1e3,10:N0}")
            + string.Create(CultureInfo.InvariantCulture, $"{Gap,10:E1}{Rounds,8}{Allocated,9:F1}");

        public JsonObject Json(int consumers) => new()
        {
            ["consumers"] = consumers,
            ["increments"] = Steps,
            ["floorSeconds"] = Seconds[0],
            ["frontierSeconds"] = Seconds[1],
            ["oneBudgetFloorSeconds"] = Seconds[2],
            ["oneBudgetSeconds"] = Seconds[3],
            ["limitedSeconds"] = Limited,
            ["limitedGap"] = Gap,
            ["limitedRounds"] = Rounds,
            ["allocatedBytesAnIncrement"] = Allocated,
        };
    }
}
