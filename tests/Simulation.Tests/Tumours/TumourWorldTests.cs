using WorldModel.Numerics;
using WorldModel.Simulation.Tumours;

namespace WorldModel.Simulation.Tests.Tumours;

public sealed class TumourWorldTests
{
    private static TumourPatient[] Patients(int count) => TumourPatients.Draw(count, new RandomStream(10, 1));

    [Fact]
    public void A_day_is_the_published_equation()
    {
        var patient = new TumourPatient(Volume: 100, Growth: .003, Radio: .04, Chemo: .028, Type: 2);
        var both = TumourTreatment.Chemo | TumourTreatment.Radio;
        var concentration = TumourGrowth.Concentration(3, both);
        Assert.Equal(6.5, concentration, 1e-12);
        var expected = 100 * (1 + .003 * Math.Log(14137.166941 / 100) - .028 * 6.5 - (.04 * 2 + .004 * 4) + .01);
        Assert.Equal(expected, TumourGrowth.Next(patient, 100, concentration, both, .01), 1e-6);
        Assert.Equal(1150.35, TumourGrowth.Death, .01);
        Assert.Equal(13, TumourGrowth.DiameterOf(TumourGrowth.Death), 1e-9);
    }

    [Fact]
    public void Patients_have_the_published_moments()
    {
        var patients = Patients(20_000);
        Assert.All(patients, patient => Assert.InRange(TumourGrowth.DiameterOf(patient.Volume), .3, 13.0001));
        Assert.All(patients, patient => Assert.True(patient is { Growth: > 0, Radio: > 0 }));
        Assert.InRange(patients.Where(p => p.Type == 3).Average(p => p.Chemo), .0307, .0309);
        Assert.InRange(patients.Where(p => p.Type != 3).Average(p => p.Chemo), .0279, .0281);

        // Means of the truncated pair by numerical integration: .1748 and .00616.
        Assert.InRange(patients.Where(p => p.Type != 1).Average(p => p.Radio), .172, .178);
        Assert.InRange(patients.Average(p => p.Growth), .00605, .00627);
    }

    [Fact]
    public void Treatment_follows_the_patients_own_tumour_and_more_so_with_gamma()
    {
        Assert.InRange(Correlation(0), -.03, .03);
        Assert.InRange(Correlation(2), .1, 1);
        Assert.True(Correlation(6) > Correlation(2));

        static double Correlation(double gamma)
        {
            var paths = new TumourWorld(gamma).Factual(Patients(800), new RandomStream(3));
            var days = from path in paths
                       from day in Enumerable.Range(1, Math.Max(path.Days - 1, 0))
                       let seen = path.Volumes[Math.Max(day - TumourWorld.Window, 0)..day]
                       select (Size: seen.Average(TumourGrowth.DiameterOf),
                           Given: path.Treatments[day].HasFlag(TumourTreatment.Chemo) ? 1.0 : 0);
            var all = days.ToArray();
            var (size, given) = (all.Average(d => d.Size), all.Average(d => d.Given));
            var (sizes, gifts) = (all.Sum(d => Math.Pow(d.Size - size, 2)), all.Sum(d => Math.Pow(d.Given - given, 2)));
            return all.Sum(d => (d.Size - size) * (d.Given - given)) / Math.Sqrt(sizes * gifts);
        }
    }

    [Fact]
    public void Paths_end_in_death_in_recovery_or_after_sixty_days()
    {
        var paths = new TumourWorld(2).Factual(Patients(500), new RandomStream(3));
        Assert.All(paths, path =>
        {
            Assert.Equal(path.Days + 1, path.Volumes.Length);
            Assert.Equal(TumourTreatment.None, path.Treatments[0]);
            var last = path.Volumes[^1];
            Assert.True(path.Days == TumourWorld.Days - 1 || last == 0 || last == TumourGrowth.Death);
            Assert.All(path.Volumes[..^1], volume => Assert.InRange(volume, 0, TumourGrowth.Death));
        });
        Assert.Contains(paths, path => path.Volumes[^1] == TumourGrowth.Death);
        Assert.Contains(paths, path => path.Volumes[^1] == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Choices_hold_what_happened_and_more_treatment_never_grows_a_tumour(bool published)
    {
        var tests = new TumourWorld(3, published).Choices(Patients(200), new RandomStream(4));
        foreach (var test in tests)
        {
            Assert.Equal(4 * test.Path.Days, test.Next.Length);
            Assert.Equal(test.Path.Days + 1, test.Path.Volumes.Length);
            for (var day = 0; day < test.Path.Days; day++)
            {
                var next = test.Next.AsSpan(4 * day, 4);
                Assert.Equal(test.Path.Volumes[day + 1], next[(int)test.Path.Treatments[day]]);
                Assert.True(Math.Max(next[0], 0) + 1e-9 >= Math.Min(next[1], TumourGrowth.Death));
                Assert.True(next[1] + 1e-9 >= Math.Min(next[3], TumourGrowth.Death) || next[3] == 0);
            }
        }
    }

    [Fact]
    public void The_published_policy_reads_rows_of_other_patients()
    {
        // At gamma 8 large tumours are treated by a policy that sees them, not by one that sees others' and zeros.
        Assert.InRange(Treated(published: false), .8, 1);
        Assert.InRange(Treated(published: true), 0, .5);

        static double Treated(bool published)
        {
            var tests = new TumourWorld(8, published).Choices(Patients(300), new RandomStream(4));
            return (from test in tests
                    from day in Enumerable.Range(1, Math.Max(test.Path.Days - 1, 0))
                    let seen = test.Path.Volumes[Math.Max(day - TumourWorld.Window, 0)..day]
                    where seen.Average(TumourGrowth.DiameterOf) > 9
                    select test.Path.Treatments[day] != TumourTreatment.None ? 1.0 : 0).Average();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plans_go_on_from_every_day(bool sliding)
    {
        const int horizon = 5;
        var tests = new TumourWorld(1).Plans(Patients(60), horizon, sliding, new RandomStream(5));
        var count = 0;
        foreach (var test in tests)
        {
            Assert.Equal(test.Path.Days, test.Plans.Length);
            for (var day = 0; day < test.Path.Days; day++)
            {
                Assert.Equal(2 * horizon * horizon, test.Plans[day].Length);
                Assert.Equal(test.Plans[day].Length, test.Volumes[day].Length);
                if (sliding)
                {
                    Assert.Equal(TumourTreatment.Chemo, test.Plans[day][0]);
                    Assert.Equal(TumourTreatment.Radio, test.Plans[day][^1]);
                    Assert.Equal(2 * horizon, test.Plans[day].Count(t => t != TumourTreatment.None));
                }

                // What follows the day's own next volume is near it: a day changes a tumour by less than its size.
                var (from, to) = (test.Path.Volumes[day + 1], test.Volumes[day][0]);
                if (double.IsNaN(to) || from < 1) continue;
                Assert.InRange(to / from, -1.5, 1.2);
                count++;
            }
        }

        Assert.True(count > 200);
    }

    [Fact]
    public void Tables_hold_paths_in_the_training_paths_units()
    {
        var paths = new TumourWorld(1).Factual(Patients(50), new RandomStream(3));
        var tables = new TumourTables(paths);
        var table = tables.Of(paths);
        for (var i = 0; i < paths.Length; i++)
        {
            Assert.Equal(paths[i].Days, table.Lengths[i]);
            for (var day = 0; day < paths[i].Days; day++)
            {
                var at = i * table.Steps + day;
                Assert.Equal(paths[i].Volumes[day], tables.Volume(table.Outcome[at]), 1e-4 * TumourGrowth.Death);
                Assert.Equal(paths[i].Volumes[day + 1], tables.Volume(table.Next[at]), 1e-4 * TumourGrowth.Death);
                Assert.Equal((byte)paths[i].Treatments[day], table.Treatment[at]);
            }
        }
    }
}
