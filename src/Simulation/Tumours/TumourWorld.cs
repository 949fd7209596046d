using WorldModel.Numerics;

namespace WorldModel.Simulation.Tumours;

/// <summary>
/// The tumour growth benchmark: treatment is likelier the larger the tumour was over the last 15 days,
/// P = sigmoid(gamma / 13 cm (mean diameter - 6.5 cm)) for each therapy, so that gamma is the strength of confounding.
/// </summary>
/// <param name="gamma">0: therapies by chance.</param>
/// <param name="publishedPolicy">
/// In test sets, lets the policy read what the authors' code reads: the row of the output table that has the patient's
/// number, which holds another patient's days, and today's volume too. Only to repeat published figures; without it the
/// policy reads the patient's own path, as in training sets.
/// </param>
public sealed class TumourWorld(double gamma, bool publishedPolicy = false)
{
    /// <summary>Days looked back by the policy.</summary>
    public const int Window = 15;

    /// <summary>Most days of a path, the first included.</summary>
    public const int Days = 60;

    private const double Largest = 13;

    /// <summary>Paths as they happen; no treatment on the first day.</summary>
    public TumourPath[] Factual(TumourPatient[] patients, RandomStream random) =>
        Array.ConvertAll(patients, patient => Factual(patient, random));

    /// <summary>Paths with every treatment of every day tried once.</summary>
    public TumourChoices[] Choices(TumourPatient[] patients, RandomStream random)
    {
        var written = new WrittenRows(publishedPolicy ? patients.Length : 0);
        var found = new TumourChoices[patients.Length];
        for (var i = 0; i < patients.Length; i++)
        {
            var next = new List<double>();
            var walk = new TestWalk(this, patients[i], i, written, random);
            while (walk.Step())
            {
                written.Add(walk.Volumes, walk.Next);
                for (var option = TumourTreatment.None; (int)option < 4; option++)
                {
                    var volume = option == walk.Treatment ? walk.Next : walk.Try(option);
                    next.Add(volume);
                    if (option != walk.Treatment) written.Add(walk.Volumes, volume);
                }
            }

            found[i] = new TumourChoices(walk.Path, [.. next]);
        }

        return found;
    }

    /// <summary>Paths with plans that go on from every day.</summary>
    /// <param name="patients">Whose.</param>
    /// <param name="horizon">Treatments of a plan.</param>
    /// <param name="sliding">
    /// One therapy once, on each day of the horizon in turn; else 2 x horizon random plans, new for every day.
    /// </param>
    /// <param name="random">Of everything.</param>
    public TumourPlans[] Plans(TumourPatient[] patients, int horizon, bool sliding, RandomStream random)
    {
        var written = new WrittenRows(publishedPolicy ? patients.Length : 0);
        var found = new TumourPlans[patients.Length];
        for (var i = 0; i < patients.Length; i++)
        {
            var (plans, volumes) = (new List<TumourTreatment[]>(), new List<double[]>());
            var walk = new TestWalk(this, patients[i], i, written, random);
            while (walk.Step())
            {
                var tried = sliding ? Sliding(horizon) : Random(horizon, random);
                var reached = new double[tried.Length];
                for (var plan = 0; plan < 2 * horizon; plan++)
                {
                    var part = reached.AsSpan(plan * horizon, horizon);
                    walk.Follow(tried.AsSpan(plan * horizon, horizon), part);
                    if (!double.IsNaN(part[^1])) written.Add(walk.Volumes, walk.Next, part);
                }

                plans.Add(tried);
                volumes.Add(reached);
            }

            found[i] = new TumourPlans(walk.Path, [.. plans], [.. volumes]);
        }

        return found;
    }

    /// <summary>The probability of each therapy given the volumes of the window.</summary>
    internal double Probability(ReadOnlySpan<double> volumes)
    {
        var sum = 0.0;
        foreach (var volume in volumes) sum += TumourGrowth.DiameterOf(volume);
        var mean = volumes.Length > 0 ? sum / volumes.Length : 0;
        return Logit.Inverse(gamma / Largest * (mean - Largest / 2));
    }

    internal static TumourTreatment Draw(double probability, RandomStream random) =>
        (random.Bernoulli(probability) ? TumourTreatment.Chemo : TumourTreatment.None)
        | (random.Bernoulli(probability) ? TumourTreatment.Radio : TumourTreatment.None);

    private TumourPath Factual(in TumourPatient patient, RandomStream random)
    {
        var volumes = new List<double>(Days) { patient.Volume };
        var treatments = new List<TumourTreatment>(Days) { TumourTreatment.None };
        var concentration = 0.0;
        for (var day = 1; day < Days; day++)
        {
            var noise = TumourGrowth.Noise * random.NextGaussian();
            var volume = TumourGrowth.Next(patient, volumes[^1], concentration, treatments[^1], noise);
            var from = Math.Max(day - Window, 0);
            var seen = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(volumes)[from..];
            var treatment = Draw(Probability(seen), random);
            concentration = TumourGrowth.Concentration(concentration, treatment);
            var (dies, recovers) =
                (volume > TumourGrowth.Death, random.NextDouble() < TumourGrowth.Recovery(volume));
            volumes.Add(dies ? TumourGrowth.Death : recovers ? 0 : volume);
            if (dies || recovers) break;
            treatments.Add(treatment);
        }

        // The last volume has no day after it, and so no treatment that counts.
        return new TumourPath(patient, [.. volumes], [.. treatments.Take(volumes.Count - 1)]);
    }

    private static TumourTreatment[] Sliding(int horizon)
    {
        var plans = new TumourTreatment[2 * horizon * horizon];
        for (var day = 0; day < horizon; day++)
        {
            plans[day * horizon + day] = TumourTreatment.Chemo;
            plans[(horizon + day) * horizon + day] = TumourTreatment.Radio;
        }

        return plans;
    }

    private static TumourTreatment[] Random(int horizon, RandomStream random)
    {
        var plans = new TumourTreatment[2 * horizon * horizon];
        foreach (ref var treatment in plans.AsSpan()) treatment = (TumourTreatment)random.NextInt(4);
        return plans;
    }
}
