using System.Globalization;
using System.Text;
using WorldModel.Allocation.Files;
using WorldModel.Numerics;
using WorldModel.Schema.Readers;

namespace WorldModel.Allocation.Tests;

/// <summary>Claims on worlds whose true values are known: scores are truth and noise of the stated error.</summary>
public sealed class ValueClaimTests
{
    private const int Worlds = 200;
    private const int Consumers = 400;

    [Theory]
    [InlineData(0.3, 0)]
    [InlineData(0.8, 0)]
    [InlineData(0.8, 40)]
    public void Ninety_in_a_hundred_intervals_hold_the_true_value_of_what_is_chosen(double error, double contacts)
    {
        var (held, bias, raw) = (0, 0.0, 0.0);
        for (var world = 1; world <= Worlds; world++)
        {
            var (file, truth) = World((ulong)world, error);
            var order = new AllocationOrder("file", 80, "out") { ContactCap = contacts > 0 ? (long)contacts : null };
            var uplifts = UpliftFile.Read(Table.Csv("file", new StringReader(file)));
            var outcome = AllocationRun.Decide(order, uplifts, TimeProvider.System);
            var delivered = Delivered(outcome.Plan, truth);
            var claim = outcome.Summary.Claim!;
            held += claim.Low <= delivered && delivered <= claim.High ? 1 : 0;
            bias += (claim.Claimed - delivered) / delivered / Worlds;
            raw += (outcome.Summary.Value - delivered) / delivered / Worlds;
        }

        // Two binomial standard errors about 90 %, and a point for the prior's own estimate.
        Assert.InRange(held / (double)Worlds, 0.85, 0.95);
        Assert.InRange(bias, -0.02, 0.02);
        Assert.True(raw > 0.05, $"choosing adds luck in this world, or it shows nothing: {raw:P1}");
    }

    private static double Delivered(AllocationPlan plan, double[] truth)
    {
        var sum = 0.0;
        for (var consumer = 0; consumer < plan.Taken.Length; consumer++)
        {
            if (plan.Taken[consumer] is not (>= 0 and var option)) continue;
            var number = int.Parse(plan.Table.Consumers[consumer].AsSpan(1), CultureInfo.InvariantCulture);
            var isCall = plan.Table.Treatments[plan.Table.Treatment[option]] == "call";
            sum += truth[(2 * number) + (isCall ? 1 : 0)];
        }

        return sum;
    }

    private static (string File, double[] Truth) World(ulong seed, double error)
    {
        var random = new RandomStream(20_261_122, seed);
        var text = new StringBuilder("consumer,treatment,value,cost,se\n");
        var truth = new double[2 * Consumers];
        for (var option = 0; option < truth.Length; option++)
        {
            truth[option] = (option % 2 == 0 ? .3 : .6) + (.5 * random.NextGaussian());
            var score = truth[option] + (error * random.NextGaussian());
            text.Append(CultureInfo.InvariantCulture,
                $"c{option / 2},{(option % 2 == 0 ? "push" : "call")},{score},{(option % 2 == 0 ? 1 : 2)},{error}\n");
        }

        return (text.ToString(), truth);
    }
}
