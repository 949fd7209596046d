using WorldModel.Numerics;

namespace WorldModel.Allocation.Tests.Solvers;

/// <summary>The frontier and its certificate against solvers that share no code with it.</summary>
public sealed class OtherSolversTests
{
    private const int Instances = 10_000;
    private const int FileOf = 500;
    private const ulong Seed = 20_240_825;
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Programs => ["glpsol", "cbc"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task On_ten_thousand_small_instances_the_frontier_is_their_linear_optimum(string program)
    {
        var solver = program == "cbc" ? LpSolver.Cbc : LpSolver.Glpk;
        solver.Require();
        var checkedOnes = 0;
        foreach (var batch in HardInstances.Make(Seed, Instances).Chunk(FileOf))
        {
            var optima = await solver.Solve(batch, whole: false, TestContext.Current.CancellationToken);
            for (var i = 0; i < batch.Length; i++, checkedOnes++)
            {
                var (table, budget) = batch[i];
                var plan = Frontier.Of(table).At(budget);
                var near = Tolerance * (1 + optima[i]);
                Assert.True(Math.Abs(plan.Dual - optima[i]) <= near,
                    $"seed {Seed}, instance {checkedOnes}: {plan.Dual:R}, {program} says {optima[i]:R}");
                Assert.True(plan.SpendMicros <= budget, $"seed {Seed}, instance {checkedOnes}: over budget");
                Assert.InRange(plan.Gap, 0, plan.LargestOption() + near);
            }
        }

        Assert.Equal(Instances, checkedOnes);
    }

    [Fact]
    public async Task The_whole_optimum_of_cbc_lies_between_the_plan_and_its_certificate()
    {
        LpSolver.Cbc.Require();
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var table = Random(new RandomStream(seed), 150);
            var frontier = Frontier.Of(table);
            var budget = frontier.LargestSpendMicros / (1 + (long)seed);
            var optimum = (await LpSolver.Cbc.Solve(
                [(table, budget)], whole: true, TestContext.Current.CancellationToken))[0];
            var plan = frontier.At(budget);
            Assert.InRange(optimum, plan.Value - Tolerance, plan.Dual + Tolerance);
        }
    }

    [Fact]
    public void The_dynamic_programmes_optimum_lies_between_the_plan_and_its_certificate_at_every_budget()
    {
        const int Most = 120;
        for (var seed = 0UL; seed < 200; seed++)
        {
            var stream = new RandomStream(seed);
            var builder = new OptionTableBuilder();
            for (var consumer = 0; consumer < 1 + stream.NextInt(30); consumer++)
            {
                for (var option = 0; option < 1 + stream.NextInt(5); option++)
                    builder.Add($"c{consumer}", $"t{option}", stream.NextInt(40) - 5, stream.NextInt(9) * 500_000);
            }

            var table = builder.Build();
            var frontier = Frontier.Of(table);
            var optima = NaiveKnapsack.Optima(table, 500_000, Most);
            for (var budget = 0; budget <= Most; budget++)
            {
                var plan = frontier.At(budget * 500_000L);
                Assert.True(plan.Value <= optima[budget] + 1e-9 && optima[budget] <= plan.Dual + 1e-9,
                    $"seed {seed}, budget {budget}: {plan.Value} <= {optima[budget]} <= {plan.Dual}");
                Assert.True(plan.SpendMicros <= budget * 500_000L && plan.Gap <= plan.LargestOption() + 1e-9);
            }
        }
    }

    private static OptionTable Random(RandomStream stream, int consumers)
    {
        var builder = new OptionTableBuilder();
        for (var consumer = 0; consumer < consumers; consumer++)
        {
            for (var option = 1; option <= 4; option++)
            {
                builder.Add($"c{consumer}", $"t{option}", Math.Round(stream.NextDouble() * Math.Sqrt(option), 6),
                    (option * 1000 + stream.NextInt(1000)) * 1000L);
            }
        }

        return builder.Build();
    }
}
