using WorldModel.Numerics;

namespace WorldModel.Simulation.Trials;

/// <summary>Draws an arm with given probabilities, or with equal ones.</summary>
internal static class ArmDraw
{
    public static int Of(RandomStream random, int arms, double[]? shares)
    {
        if (shares is null) return random.NextInt(arms);
        var left = random.NextDouble();
        for (var arm = 0; arm < arms - 1; arm++)
        {
            if (left < shares[arm]) return arm;
            left -= shares[arm];
        }

        return arms - 1;
    }
}
