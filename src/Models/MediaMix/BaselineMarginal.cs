using System.Runtime.Intrinsics;
using WorldModel.Numerics;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// What is left of a geo's weeks once a linear baseline with a normal prior has explained what it can: with y = X b +
/// noise, b ~ N(0, s^2 diag v) and noise of variance s^2 and correlation rho from week to week, y ~ N(0, s^2 S). Works
/// with S^-1 in factored form: r' S^-1 r = |w|^2 - |B w|^2, w the whitened r, B = L^-1 X~', L L' = diag(1 / v) + X~'
/// X~.
/// </summary>
public sealed class BaselineMarginal
{
    private readonly double[] _columns;
    private readonly double[] _variance;
    private readonly double[] _factor;
    private readonly double[] _reduced;
    private readonly double _rho;

    /// <param name="columns">Weeks x columns.</param>
    /// <param name="variance">Prior variance of each column's weight, in units of the noise's.</param>
    /// <param name="rho">Correlation of the noise between neighbouring weeks, in [0, 1).</param>
    public BaselineMarginal(double[] columns, double[] variance, double rho)
    {
        (_columns, _variance, _rho) = (columns, variance, rho);
        (Columns, Weeks) = (variance.Length, columns.Length / variance.Length);
        var white = Whitened();
        _factor = Precision(white);
        Cholesky.Factor(_factor, Columns);
        _reduced = white;
        ReduceRows();
        LogDeterminant = (Weeks - 1) * Math.Log(1 - rho * rho) + Cholesky.LogDeterminant(_factor, Columns)
            + variance.Sum(Math.Log);
    }

    public int Columns { get; }

    public int Weeks { get; }

    /// <summary>log det S.</summary>
    public double LogDeterminant { get; }

    /// <summary>
    /// Writes u of length weeks + columns such that the inner product of two such is r' S^-1 q, by subtracting the last
    /// columns' products: see <see cref="Product"/>.
    /// </summary>
    public void Reduce(ReadOnlySpan<double> rest, Span<double> reduced)
    {
        var white = reduced[..Weeks];
        var scale = 1 / Math.Sqrt(1 - _rho * _rho);
        white[0] = rest[0];
        for (var week = 1; week < Weeks; week++) white[week] = (rest[week] - _rho * rest[week - 1]) * scale;
        for (var column = 0; column < Columns; column++)
            reduced[Weeks + column] = Dot(_reduced.AsSpan(column * Weeks, Weeks), white);
    }

    /// <summary>r' S^-1 q from what <see cref="Reduce"/> wrote of each.</summary>
    public double Product(ReadOnlySpan<double> r, ReadOnlySpan<double> q) =>
        Dot(r[..Weeks], q[..Weeks]) - Dot(r[Weeks..], q[Weeks..]);

    /// <summary>The baseline's expected weights given the weeks.</summary>
    public double[] Weights(ReadOnlySpan<double> rest)
    {
        // E b = (diag(1/v) + X~'X~)^-1 X~' w = L'^-1 (B w).
        var reduced = new double[Weeks + Columns];
        Reduce(rest, reduced);
        var weights = reduced[Weeks..];
        for (var i = Columns - 1; i >= 0; i--)
        {
            weights[i] /= _factor[i * Columns + i];
            for (var j = 0; j < i; j++) weights[j] -= _factor[i * Columns + j] * weights[i];
        }

        return weights;
    }

    internal static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        // Four lanes on every machine, so that the same bits come out on all.
        var lanes = Vector256<double>.Zero;
        var i = 0;
        for (; i + 4 <= x.Length; i += 4)
        {
            lanes += Vector256.Create(x.Slice(i, 4))
                * Vector256.Create(y.Slice(i, 4));
        }

        var sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>X~', columns x weeks.</summary>
    private double[] Whitened()
    {
        var white = new double[Columns * Weeks];
        var scale = 1 / Math.Sqrt(1 - _rho * _rho);
        for (var column = 0; column < Columns; column++)
        {
            white[column * Weeks] = _columns[column];
            for (var week = 1; week < Weeks; week++)
            {
                white[column * Weeks + week] = scale
                    * (_columns[week * Columns + column] - _rho * _columns[(week - 1) * Columns + column]);
            }
        }

        return white;
    }

    private double[] Precision(double[] white)
    {
        var precision = new double[Columns * Columns];
        for (var i = 0; i < Columns; i++)
        {
            for (var j = 0; j <= i; j++)
                precision[i * Columns + j] = Dot(white.AsSpan(i * Weeks, Weeks), white.AsSpan(j * Weeks, Weeks));
            precision[i * Columns + i] += 1 / _variance[i];
        }

        return precision;
    }

    /// <summary>Turns X~' into B, row by row.</summary>
    private void ReduceRows()
    {
        for (var i = 0; i < Columns; i++)
        {
            var row = _reduced.AsSpan(i * Weeks, Weeks);
            for (var j = 0; j < i; j++)
            {
                var factor = _factor[i * Columns + j];
                var above = _reduced.AsSpan(j * Weeks, Weeks);
                for (var week = 0; week < Weeks; week++) row[week] -= factor * above[week];
            }

            var pivot = 1 / _factor[i * Columns + i];
            foreach (ref var number in row) number *= pivot;
        }
    }
}
