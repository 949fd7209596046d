using WorldModel.Numerics;

namespace WorldModel.Models.Heads;

/// <summary>A fitted generalised linear model: mode, Laplace covariance, priors as they ended.</summary>
/// <param name="Family">Likelihood.</param>
/// <param name="Coefficients">Posterior mode, one per column.</param>
/// <param name="Covariance">Inverse of information plus prior precision at the mode; columns x columns.</param>
/// <param name="Groups">Priors with their final precisions.</param>
/// <param name="Noise">Variance of the noise of an amount; 1 for a binary outcome.</param>
/// <param name="Iterations">Newton steps over all rows.</param>
/// <param name="LogLikelihood">At the coefficients before the last step.</param>
/// <param name="Determined">Effective number of coefficients.</param>
public sealed record GeneralisedLinear(
    OutcomeFamily Family, double[] Coefficients, double[] Covariance, PriorGroup[] Groups, double Noise,
    int Iterations, double LogLikelihood, double Determined)
{
    private const int MostSteps = 25;
    private const int EvidenceRounds = 12;
    private const int WarmRows = 60_000;

    /// <summary>Largest last step of a coefficient, in its standard errors.</summary>
    private const double Tolerance = 0.01;

    /// <summary>
    /// Newton's method (iteratively reweighted least squares) with step halving; after each step learned priors move
    /// to the mode of the marginal likelihood of the local quadratic. Large data are first fitted on every k-th row, or
    /// from <paramref name="start"/>.
    /// </summary>
    /// <exception cref="ArgumentException">Targets and rows differ in number, or there is no row.</exception>
    public static GeneralisedLinear Fit(
        DesignRows design, float[] targets, OutcomeFamily family, PriorGroup[] groups, int threads,
        GeneralisedLinear? start = null)
    {
        if (design.Rows != targets.Length || design.Rows == 0)
            throw new ArgumentException($"{design.Rows} rows and {targets.Length} targets.", nameof(targets));
        var stride = design.Rows / WarmRows;
        if (start is null && stride >= 2)
            start = Descend(design, targets, family, groups, Flat(design, targets, family), threads, stride, 0.1);
        return start is null
            ? Descend(design, targets, family, groups, Flat(design, targets, family), threads, 1, Tolerance)
            : Descend(design, targets, family, start.Groups, start.Coefficients, threads, 1, Tolerance);
    }

    private static double[] Flat(DesignRows design, float[] targets, OutcomeFamily family)
    {
        var flat = new double[design.Features];
        if (family == OutcomeFamily.Binary)
            flat[0] = Logit.Of(targets.Average(value => (double)value), 1e-6);
        return flat;
    }

    /// <summary>
    /// The same model with some columns held at given values: their contribution moves into the constant (column 0),
    /// their own coefficients become zero, and the covariance follows.
    /// </summary>
    public GeneralisedLinear MoveToConstant(int[] columns, double[] values)
    {
        var size = Coefficients.Length;
        var (coefficients, covariance) = ((double[])Coefficients.Clone(), (double[])Covariance.Clone());
        for (var c = 0; c < columns.Length; c++)
        {
            coefficients[0] += values[c] * coefficients[columns[c]];
            for (var i = 0; i < size; i++)
                covariance[i] += values[c] * covariance[(columns[c] * size) + i];
            for (var i = 0; i < size; i++)
                covariance[i * size] += values[c] * covariance[(i * size) + columns[c]];
            coefficients[columns[c]] = 0.0;
            for (var i = 0; i < size; i++)
                covariance[(columns[c] * size) + i] = covariance[(i * size) + columns[c]] = 0.0;
        }

        return this with { Coefficients = coefficients, Covariance = covariance };
    }

    /// <summary>
    /// Standard deviation of the linear form g'b, number by number: what <see cref="HeadReading"/> is held against.
    /// </summary>
    public double StandardError(ReadOnlySpan<double> form)
    {
        var size = form.Length;
        var variance = 0.0;
        for (var i = 0; i < size; i++)
        {
            if (form[i] == 0.0)
                continue;
            var row = Covariance.AsSpan(i * size, size);
            var dot = 0.0;
            for (var j = 0; j < size; j++)
                dot += row[j] * form[j];
            variance += dot * form[i];
        }

        return Math.Sqrt(Math.Max(variance, 0.0));
    }

    private static GeneralisedLinear Descend(
        DesignRows design, float[] targets, OutcomeFamily family, PriorGroup[] groups, double[] start, int threads,
        int stride, double tolerance)
    {
        var (at, objective, noise) = (start, double.NegativeInfinity, 1.0);
        var (origin, rows) = (start, (design.Rows + stride - 1) / stride);
        for (var step = 1; ; step++)
        {
            var pass = LikelihoodPass.At(design, targets, at, family, threads, stride);
            if (family == OutcomeFamily.Amount)
                noise = Math.Max(-2.0 * pass.LogLikelihood / rows, 1e-12);
            var reached = (pass.LogLikelihood / noise) - Penalty(at, groups);
            if (family == OutcomeFamily.Binary && reached < objective - 1e-6 && step < MostSteps)
            {
                at = Halfway(origin, at);
                continue;
            }

            var posterior = Quadratic(pass, at, groups, ref noise, rows, family);
            var move = Length(at, posterior);
            (origin, at, groups) = (at, posterior.Mode, posterior.Groups);
            objective = (pass.LogLikelihood / noise) - Penalty(origin, groups);
            if (move < tolerance || step >= MostSteps)
                return new GeneralisedLinear(family, at, posterior.Covariance, groups, noise, step, pass.LogLikelihood,
                    posterior.Determined);
        }
    }

    private static Posterior Quadratic(
        LikelihoodPass pass, double[] at, PriorGroup[] groups, ref double noise, int rows, OutcomeFamily family)
    {
        var posterior = Solve(pass, at, groups, noise);
        if (family == OutcomeFamily.Binary)
            return posterior;

        // The noise at `at` is not the noise at the mode: two refinements settle it, for the quadratic is exact here.
        for (var round = 0; round < 2; round++)
        {
            var squares = SquaresAt(pass, at, posterior.Mode);
            noise = Math.Max(squares / Math.Max(rows - posterior.Determined, 1.0), 1e-12);
            posterior = Solve(pass, at, posterior.Groups, noise);
        }

        return posterior;
    }

    private static Posterior Solve(LikelihoodPass pass, double[] at, PriorGroup[] groups, double noise)
    {
        var posterior = new Posterior(
            Array.ConvertAll(pass.Information, value => value / noise),
            Array.ConvertAll(pass.Gradient, value => value / noise), at, groups);
        posterior.Solve(EvidenceRounds);
        return posterior;
    }

    private static double SquaresAt(LikelihoodPass pass, double[] from, double[] to)
    {
        var squares = -2.0 * pass.LogLikelihood;
        var size = pass.Features;
        for (var i = 0; i < size; i++)
        {
            var change = 0.0;
            for (var j = 0; j < size; j++)
                change += pass.Information[(i * size) + j] * (to[j] - from[j]);
            squares += (to[i] - from[i]) * (change - (2.0 * pass.Gradient[i]));
        }

        return squares;
    }

    /// <summary>Largest move of a coefficient in its standard errors.</summary>
    private static double Length(double[] from, Posterior to)
    {
        var longest = 0.0;
        for (var i = 0; i < from.Length; i++)
        {
            var error = Math.Sqrt(to.Covariance[(i * from.Length) + i]);
            longest = Math.Max(longest, Math.Abs(to.Mode[i] - from[i]) / Math.Max(error, 1e-9));
        }

        return longest;
    }

    private static double[] Halfway(double[] a, double[] b) => [.. a.Zip(b, (x, y) => 0.5 * (x + y))];

    private static double Penalty(double[] at, PriorGroup[] groups) =>
        groups.Sum(group => 0.5 * group.Precision * group.Columns.Sum(column => at[column] * at[column]));
}
