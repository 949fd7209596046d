using WorldModel.Numerics;

namespace WorldModel.Models.Heads;

/// <summary>
/// Gaussian posterior of the coefficients under a quadratic log-likelihood and grouped zero-mean priors, with the
/// priors' precisions raised or lowered to the mode of the marginal likelihood.
/// </summary>
/// <remarks>
/// Fixed-point update of MacKay (Neural Computation 4, 1992): precision = gamma / |b|^2 with
/// gamma = n - precision tr(S) the number of coefficients that the data determine.
/// </remarks>
internal sealed class Posterior
{
    /// <summary>Keeps the matrix definite where columns are nearly collinear and sums carry float rounding.</summary>
    private const double LowestPrecision = 0.1;

    private const double HighestPrecision = 1e6;

    private readonly int _features;
    private readonly double[] _information;
    private readonly double[] _pull;
    private readonly double[] _precisions;

    /// <param name="information">Information at <paramref name="at"/>, per unit of noise.</param>
    /// <param name="gradient">Gradient of the log-likelihood there.</param>
    /// <param name="at">Where the quadratic was taken.</param>
    /// <param name="groups">Priors; every column lies in exactly one.</param>
    public Posterior(double[] information, double[] gradient, double[] at, PriorGroup[] groups)
    {
        _features = at.Length;
        _information = information;
        Groups = groups.ToArray();
        _precisions = new double[_features];
        _pull = new double[_features];
        for (var i = 0; i < _features; i++)
        {
            _pull[i] = gradient[i];
            for (var j = 0; j < _features; j++)
                _pull[i] += information[(i * _features) + j] * at[j];
        }

        Mode = at.ToArray();
        Covariance = [];
    }

    public PriorGroup[] Groups { get; }

    public double[] Mode { get; private set; }

    /// <summary>features x features.</summary>
    public double[] Covariance { get; private set; }

    /// <summary>Coefficients that the data, not the prior, determine.</summary>
    public double Determined { get; private set; }

    /// <summary>Solves for mode and covariance, updating learned precisions at most so many times.</summary>
    public void Solve(int rounds)
    {
        SolveOnce();
        for (var round = 0; round < rounds && UpdatePrecisions(); round++)
            SolveOnce();
    }

    private void SolveOnce()
    {
        foreach (var group in Groups)
        {
            foreach (var column in group.Columns)
                _precisions[column] = group.Precision;
        }

        var matrix = (double[])_information.Clone();
        for (var i = 0; i < _features; i++)
            matrix[(i * _features) + i] += _precisions[i];
        Cholesky.Factor(matrix, _features);
        Mode = (double[])_pull.Clone();
        Cholesky.Solve(matrix, _features, Mode);
        Covariance = new double[matrix.Length];
        Cholesky.Inverse(matrix, _features, Covariance);
        for (var i = 0; i < _features; i++)
        {
            for (var j = 0; j < i; j++)
                Covariance[(j * _features) + i] = Covariance[(i * _features) + j];
        }

        Determined = _features;
        for (var i = 0; i < _features; i++)
            Determined -= _precisions[i] * Covariance[(i * _features) + i];
    }

    /// <summary>True while a precision still moves by more than a part in fifty.</summary>
    private bool UpdatePrecisions()
    {
        var moved = false;
        for (var g = 0; g < Groups.Length; g++)
        {
            var group = Groups[g];
            if (!group.Learned)
                continue;
            var (squares, trace) = (1e-12, 0.0);
            foreach (var column in group.Columns)
            {
                squares += Mode[column] * Mode[column];
                trace += Covariance[(column * _features) + column];
            }

            var determined = Math.Max(group.Columns.Length - (group.Precision * trace), 1e-9);
            var precision = Math.Clamp(determined / squares, LowestPrecision, HighestPrecision);
            moved |= Math.Abs(Math.Log(precision / group.Precision)) > 0.02;
            Groups[g] = group with { Precision = precision };
        }

        return moved;
    }
}
