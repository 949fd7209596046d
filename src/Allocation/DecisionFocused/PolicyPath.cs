using WorldModel.Models.Trials;

namespace WorldModel.Allocation.DecisionFocused;

/// <summary>
/// All the decisions that a table of predictions leads to, one for every price: hull steps of all rows in order of
/// falling slope, as in <see cref="Frontier"/>, but continued below a slope of 0 up to each row's dearest arm on the
/// hull, so that policies of any optimism can be compared at equal spend. Spend and value are then settled by another
/// table: scores of a log, or the truth.
/// </summary>
public sealed class PolicyPath
{
    /// <summary>A predicted extra cost counts as at least this share of the arms' mean extra cost.</summary>
    private const double LeastCost = .01;

    private const double Resolution = 1e9;

    private readonly Step[] _steps;

    private PolicyPath(int rows, int arms, Step[] steps) => (Rows, Arms, _steps) = (rows, arms, steps);

    public int Rows { get; }

    public int Arms { get; }

    public int Steps => _steps.Length;

    public static PolicyPath Of(ResponseTable predicted)
    {
        var (rows, arms) = (predicted.Rows, predicted.Arms);
        var unit = MeanExtraCost(predicted);
        var shear = 4 * LargestExtraValue(predicted) / LeastCost;
        var values = new double[arms - 1];
        var costs = new long[arms - 1];
        var hull = new HullStep[arms - 1];
        var steps = new List<Step>(rows * (arms - 1));
        for (var row = 0; row < rows; row++)
        {
            var at = row * arms;
            for (var j = 1; j < arms; j++)
            {
                var cost = Math.Max((predicted.Cost[at + j] - predicted.Cost[at]) / unit, LeastCost);
                costs[j - 1] = (long)(Math.Min(cost, 1e6) * Resolution);

                // A multiple of the cost on every value tilts the plane: the same hull, every slope higher by as much.
                values[j - 1] = predicted.Value[at + j] - predicted.Value[at] + shear * (costs[j - 1] / Resolution);
            }

            var count = ConsumerHull.Build(values, costs, hull);
            for (var i = 0; i < count; i++)
            {
                var slope = (hull[i].Slope * (Resolution / Micros.PerUnit) - shear) / unit;
                steps.Add(new Step(row, hull[i].From + 1, hull[i].Option + 1, slope));
            }
        }

        var sorted = steps.ToArray();
        Array.Sort(sorted, static (a, b) => a.Slope != b.Slope
            ? b.Slope.CompareTo(a.Slope)
            : a.Row != b.Row ? a.Row.CompareTo(b.Row) : a.To.CompareTo(b.To));
        return new PolicyPath(rows, arms, sorted);
    }

    /// <summary>A path whose steps are already in order; a row's steps must lead from arm to arm, from 0 on.</summary>
    public static PolicyPath Ordered(
        int rows, int arms, IEnumerable<(int Row, int From, int To, double Slope)> steps) => new(
        rows, arms, [.. steps.Select(step => new Step(step.Row, step.From, step.To, step.Slope))]);

    /// <summary>Where a budget runs out.</summary>
    /// <param name="spend"><see cref="Running"/> sums of the costs that settle it.</param>
    /// <param name="budget">What all rows together may cost beyond arm 0 for all.</param>
    public PathPoint At(double[] spend, double budget)
    {
        var (low, high) = (0, _steps.Length);
        if (spend[high] <= budget) return new PathPoint(high, 0, high > 0 ? _steps[^1].Slope : 0);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (spend[middle] <= budget) low = middle;
            else high = middle;
        }

        return new PathPoint(low, (budget - spend[low]) / (spend[high] - spend[low]), _steps[low].Slope);
    }

    /// <summary>What the first so many steps add up to, for 0 up to all steps.</summary>
    /// <param name="amounts">Rows x arms: values or costs.</param>
    public double[] Running(double[] amounts)
    {
        var sums = new double[_steps.Length + 1];
        for (var i = 0; i < _steps.Length; i++)
        {
            var at = _steps[i].Row * Arms;
            sums[i + 1] = sums[i] + amounts[at + _steps[i].To] - amounts[at + _steps[i].From];
        }

        return sums;
    }

    /// <summary>A running sum at a point.</summary>
    public static double Sum(double[] running, PathPoint point) => point.Part == 0
        ? running[point.Steps]
        : running[point.Steps] + point.Part * (running[point.Steps + 1] - running[point.Steps]);

    /// <summary>What each row adds at a point, beyond arm 0: for the spread of a policy's value over rows.</summary>
    public double[] PerRow(double[] amounts, PathPoint point)
    {
        var added = new double[Rows];
        for (var i = 0; i < Math.Min(point.Steps + 1, _steps.Length); i++)
        {
            var (at, row) = (_steps[i].Row * Arms, _steps[i].Row);
            var part = i < point.Steps ? 1 : point.Part;
            added[row] += part * (amounts[at + _steps[i].To] - amounts[at + _steps[i].From]);
        }

        return added;
    }

    /// <summary>The arm of every row after the whole steps up to a point.</summary>
    public int[] Arm(PathPoint point)
    {
        var arm = new int[Rows];
        for (var i = 0; i < point.Steps; i++) arm[_steps[i].Row] = _steps[i].To;
        return arm;
    }

    private static double MeanExtraCost(ResponseTable table)
    {
        var sum = 0.0;
        for (var row = 0; row < table.Rows; row++)
            for (var j = 1; j < table.Arms; j++)
                sum += Math.Max(0, table.Cost[row * table.Arms + j] - table.Cost[row * table.Arms]);
        var mean = sum / (table.Rows * (table.Arms - 1));
        return mean > 0 && double.IsFinite(mean) ? mean : 1;
    }

    private static double LargestExtraValue(ResponseTable table)
    {
        var largest = double.Epsilon;
        for (var row = 0; row < table.Rows; row++)
            for (var j = 1; j < table.Arms; j++)
                largest = Math.Max(
                    largest, Math.Abs(table.Value[row * table.Arms + j] - table.Value[row * table.Arms]));
        return largest;
    }

    private readonly record struct Step(int Row, int From, int To, double Slope);
}

/// <summary>A point of a path: whole steps taken, the part of the next, and the slope there, the predicted
/// price.</summary>
public readonly record struct PathPoint(int Steps, double Part, double Price);
