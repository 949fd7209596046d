using WorldModel.Numerics;

namespace WorldModel.Simulation.Tumours;

/// <summary>
/// Draws patients as the benchmark of Melnychuk et al. (2022) and its forerunners do, after Geng et al. (2017): stages
/// by their frequency, log-normal diameters within each stage's limits, correlated growth and radiosensitivity.
/// </summary>
public static class TumourPatients
{
    private const double RadioMean = .0398;
    private const double RadioSpread = .168;
    private const double GrowthMean = 7e-5;
    private const double GrowthSpread = 7.23e-3;
    private const double Correlation = .87;
    private const double ChemoMean = .028;
    private const double ChemoSpread = .0007;

    private static readonly Stage[] Stages =
    [
        new(1432, 1.72, 4.70, .3, 5),
        new(128, 1.96, 1.63, .3, 13),
        new(1306, 1.91, 9.40, .3, 13),
        new(7248, 2.76, 6.87, .3, 13),
        new(12840, 3.86, 8.82, .3, 13),
    ];

    public static TumourPatient[] Draw(int count, RandomStream random)
    {
        var patients = new TumourPatient[count];
        foreach (ref var patient in patients.AsSpan()) patient = Draw(random);
        return patients;
    }

    private static TumourPatient Draw(RandomStream random)
    {
        var (radio, growth) = RadioAndGrowth(random);
        var type = 1 + random.NextInt(3);
        if (type == 1) radio += .1 * RadioMean;
        double chemo;
        do chemo = ChemoMean + ChemoSpread * random.NextGaussian();
        while (chemo <= 0);
        if (type == 3) chemo += .1 * ChemoMean;
        return new TumourPatient(TumourGrowth.VolumeOf(Diameter(random)), growth, radio, chemo, type);
    }

    private static (double Radio, double Growth) RadioAndGrowth(RandomStream random)
    {
        while (true)
        {
            var (first, second) = (random.NextGaussian(), random.NextGaussian());
            var radio = RadioMean + RadioSpread * first;
            var other = Correlation * first + Math.Sqrt(1 - Correlation * Correlation) * second;
            var growth = GrowthMean + GrowthSpread * other;
            if (radio > 0 && growth > 0) return (radio, growth);
        }
    }

    private static double Diameter(RandomStream random)
    {
        var place = random.NextDouble() * Stages.Sum(stage => stage.Frequency);
        var stage = Stages[^1];
        foreach (var each in Stages)
        {
            if ((place -= each.Frequency) >= 0) continue;
            stage = each;
            break;
        }

        while (true)
        {
            var diameter = Math.Exp(stage.LogMean + stage.LogSpread * random.NextGaussian());
            if (diameter >= stage.Least && diameter <= stage.Most) return diameter;
        }
    }

    private sealed record Stage(double Frequency, double LogMean, double LogSpread, double Least, double Most);
}
