namespace WorldModel.Evaluation.Tests;

/// <summary>
/// 400 rows from a small congruential generator, made in the same way by the NumPy, SciPy and scikit-learn script that
/// gave the golden values of these tests.
/// </summary>
internal sealed class OracleRows
{
    public const int Count = 400;

    public OracleRows()
    {
        var u = new double[5][];
        var state = 12345u;
        for (var column = 0; column < 5; column++)
        {
            u[column] = new double[Count];
            for (var row = 0; row < Count; row++)
            {
                state = state * 1664525 + 1013904223;
                u[column][row] = state / 4294967296.0;
            }
        }

        Uniform = u;
        Score = [.. u[0].Select(value => Math.Round(value * 20) / 20)];
        Treated = [.. u[1].Select(value => value < .4)];
        Happened = [.. Enumerable.Range(0, Count).Select(i => u[2][i] < .2 + .3 * u[0][i] * (Treated[i] ? 1 : 0))];
        Outcome = [.. Happened.Select(happened => happened ? 1.0 : 0)];
        Probability = [.. u[3].Select(value => .05 + .9 * value)];
        Weight = [.. u[4].Select(value => Math.Floor(value * 4))];
    }

    public double[][] Uniform { get; }

    public double[] Score { get; }

    public bool[] Treated { get; }

    public bool[] Happened { get; }

    public double[] Outcome { get; }

    public double[] Probability { get; }

    public double[] Weight { get; }
}
