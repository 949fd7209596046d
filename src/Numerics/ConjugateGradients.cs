namespace WorldModel.Numerics;

/// <summary>A symmetric matrix that is known by its products only.</summary>
/// <param name="direction">x.</param>
/// <param name="product">Overwritten by A x.</param>
public delegate void SymmetricProduct(ReadOnlySpan<float> direction, Span<float> product);

/// <summary>
/// Solves (A + d I) x = b by conjugate gradients (Hestenes and Stiefel 1952), d a damping. Vectors are single, sums
/// double precision. Stops where A curves down along a direction, as truncated Newton methods do (Steihaug 1983): what
/// was found until then is kept.
/// </summary>
/// <param name="size">Unknowns. Room is kept from solve to solve: one thread at a time.</param>
public sealed class ConjugateGradients(int size)
{
    private readonly float[] _residual = new float[size];
    private readonly float[] _direction = new float[size];
    private readonly float[] _product = new float[size];

    /// <summary>Overwrites <paramref name="x"/>, starting at 0; returns how many products were taken.</summary>
    /// <param name="times">A.</param>
    /// <param name="damping">d, 0 or more.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="x">The solution.</param>
    /// <param name="most">Products at most.</param>
    /// <param name="tolerance">Ends where the residual is so small a share of b.</param>
    public int Solve(
        SymmetricProduct times, double damping, ReadOnlySpan<float> b, Span<float> x, int most, double tolerance)
    {
        if (b.Length != size || x.Length != size)
            throw new ArgumentException($"expected {size} numbers, got {b.Length} and {x.Length}", nameof(b));
        x.Clear();
        b.CopyTo(_residual);
        b.CopyTo(_direction);
        var squares = Dot(_residual, _residual);
        var enough = squares * tolerance * tolerance;
        for (var taken = 0; taken < most; taken++)
        {
            if (!(squares > enough)) return taken;
            times(_direction, _product);
            for (var i = 0; i < size; i++) _product[i] += (float)damping * _direction[i];
            var curvature = Dot(_direction, _product);
            if (!(curvature > 0))
            {
                // Along b itself nothing better than b is known.
                if (taken == 0) b.CopyTo(x);
                return taken + 1;
            }

            var step = (float)(squares / curvature);
            for (var i = 0; i < size; i++)
            {
                x[i] += step * _direction[i];
                _residual[i] -= step * _product[i];
            }

            var next = Dot(_residual, _residual);
            var turn = (float)(next / squares);
            for (var i = 0; i < size; i++) _direction[i] = _residual[i] + turn * _direction[i];
            squares = next;
        }

        return most;
    }

    private static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += (double)x[i] * y[i];
        return sum;
    }
}
