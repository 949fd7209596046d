namespace WorldModel.Allocation.Limits;

/// <summary>
/// The point, no coordinate negative, that minimises the highest of some planes plus the squared distance to a centre
/// over twice a reach. Solved in the planes' weights, which sum to one: weight moves from the lowest plane to the
/// highest (Frank and Wolfe 1956, by pairs), then all move towards what solves a small linear system (Wolfe 1976), as
/// far as no weight turns negative and it gains.
/// </summary>
internal sealed class ProximalStep(List<DualPoint> cuts, double[] weights, double[] centre, double reach)
{
    private const int MostSteps = 400;
    private const double Ridge = 1e-13;

    /// <summary>Improves the weights, in place, until no plane is higher than an active one by more than
    /// this.</summary>
    public double[] Solve(double tolerance)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            var at = Point(Mean());
            var highest = Highest(at);
            var active = Active();
            var lowest = active.MinBy(i => cuts[i].Height(at));
            if (cuts[highest].Height(at) - cuts[lowest].Height(at) <= tolerance) return at;

            // From the lowest to the highest always gains; all at once gains faster, where it gains.
            Move([lowest, highest], [0, weights[lowest] + weights[highest]], 1);
            active = Active();
            var best = BestWeights(active, Point(Mean()));
            if (!best.All(double.IsFinite)) continue;
            var most = 1.0;
            for (var i = 0; i < active.Count; i++)
            {
                var old = weights[active[i]];
                if (best[i] < 0) most = Math.Min(most, old / (old - best[i]));
            }

            Move(active, best, most);
        }

        return Point(Mean());
    }

    private List<int> Active() => [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0)];

    private int Highest(double[] at)
    {
        var (highest, height) = (0, double.NegativeInfinity);
        for (var i = 0; i < cuts.Count; i++)
        {
            var own = cuts[i].Height(at);
            if (own > height) (highest, height) = (i, own);
        }

        return highest;
    }

    private void Move(List<int> active, double[] best, double most)
    {
        var step = Line(active, best, most);
        for (var i = 0; i < active.Count; i++)
        {
            var old = weights[active[i]];
            var next = old + step * (best[i] - old);
            weights[active[i]] = next > 1e-15 ? next : 0;
        }

        var sum = weights.Sum();
        for (var i = 0; i < weights.Length; i++) weights[i] /= sum;
    }

    /// <summary>How far along it pays to go: coordinates may come to be held at nought, or be let go, on the
    /// way.</summary>
    private double Line(List<int> active, double[] best, double most)
    {
        var from = Mean();
        var slope = new double[from.Length];
        for (var i = 0; i < active.Count; i++)
        {
            var change = best[i] - weights[active[i]];
            for (var k = 0; k < slope.Length; k++) slope[k] += change * cuts[active[i]].Slope[k];
        }

        if (Gain(most) >= 0) return most;
        var (low, high) = (0.0, most);
        for (var halving = 0; halving < 60; halving++)
        {
            var middle = (low + high) / 2;
            if (Gain(middle) > 0) low = middle;
            else high = middle;
        }

        return (low + high) / 2;

        double Gain(double step)
        {
            var at = Point([.. from.Select((mean, k) => mean + step * slope[k])]);
            var gain = 0.0;
            for (var i = 0; i < active.Count; i++)
                gain += (best[i] - weights[active[i]]) * cuts[active[i]].Height(at);
            return gain;
        }
    }

    /// <summary>Weights that make the active planes equally high, were the free coordinates to stay free.</summary>
    private double[] BestWeights(List<int> active, double[] at)
    {
        var size = active.Count + 1;
        var system = new double[size, size + 1];
        var largest = 0.0;
        for (var i = 0; i < active.Count; i++)
        {
            var (cut, right) = (cuts[active[i]], cuts[active[i]].Dual);
            for (var k = 0; k < at.Length; k++) right += cut.Slope[k] * ((at[k] > 0 ? centre[k] : 0) - cut.At[k]);
            for (var j = 0; j < active.Count; j++)
            {
                for (var k = 0; k < at.Length; k++)
                    system[i, j] += at[k] > 0 ? reach * cut.Slope[k] * cuts[active[j]].Slope[k] : 0;
            }

            largest = Math.Max(largest, system[i, i]);
            system[i, active.Count] = 1;
            system[active.Count, i] = 1;
            system[i, size] = right;
        }

        for (var i = 0; i < active.Count; i++) system[i, i] += Ridge * Math.Max(largest, 1e-300);
        system[active.Count, size] = 1;
        return Eliminate(system, size);
    }

    private static double[] Eliminate(double[,] system, int size)
    {
        for (var column = 0; column < size; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < size; row++)
            {
                if (Math.Abs(system[row, column]) > Math.Abs(system[pivot, column])) pivot = row;
            }

            for (var k = 0; k <= size; k++)
                (system[column, k], system[pivot, k]) = (system[pivot, k], system[column, k]);
            if (system[column, column] == 0) continue;
            for (var row = 0; row < size; row++)
            {
                var factor = row == column ? 0 : system[row, column] / system[column, column];
                for (var k = column; k <= size && factor != 0; k++) system[row, k] -= factor * system[column, k];
            }
        }

        var solution = new double[size];
        for (var row = 0; row < size; row++)
            solution[row] = system[row, row] == 0 ? 0 : system[row, size] / system[row, row];
        return solution;
    }

    private double[] Mean()
    {
        var mean = new double[centre.Length];
        for (var i = 0; i < cuts.Count; i++)
        {
            for (var k = 0; k < mean.Length && weights[i] > 0; k++) mean[k] += weights[i] * cuts[i].Slope[k];
        }

        return mean;
    }

    private double[] Point(double[] mean)
    {
        var at = new double[mean.Length];
        for (var k = 0; k < at.Length; k++) at[k] = Math.Max(0, centre[k] - reach * mean[k]);
        return at;
    }
}
