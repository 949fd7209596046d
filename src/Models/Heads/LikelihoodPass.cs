using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using WorldModel.Numerics;

namespace WorldModel.Models.Heads;

/// <summary>
/// One pass over the data at given coefficients: log-likelihood, gradient and information (negative Hessian) of a
/// generalised linear model with canonical link, without the prior.
/// </summary>
/// <remarks>
/// Rows are cut into a fixed number of chunks, each summed by itself in blocks (float inside a block, double across
/// blocks), and chunks are added in order: the same bits for any number of threads.
/// </remarks>
public sealed class LikelihoodPass
{
    private const int MostChunks = 32;
    private const int BlockRows = 256;
    private const int Lanes = 16;

    private LikelihoodPass(int features)
    {
        Features = features;
        Gradient = new double[features];
        Information = new double[features * features];
    }

    /// <summary>Columns.</summary>
    public int Features { get; }

    /// <summary>Bernoulli log-likelihood, or minus half the sum of squares.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Sum of x (y - mean).</summary>
    public double[] Gradient { get; }

    /// <summary>Sum of x x' w, w = mean (1 - mean) or 1; features x features, both triangles.</summary>
    public double[] Information { get; }

    /// <summary>Runs a pass over every <paramref name="stride"/>-th row; 0 threads: one per core.</summary>
    public static LikelihoodPass At(
        DesignRows design, float[] targets, double[] coefficients, OutcomeFamily family, int threads, int stride = 1)
    {
        var rows = (design.Rows + stride - 1) / stride;
        var chunks = Math.Clamp(rows / BlockRows, 1, MostChunks);
        var parts = new Chunk[chunks];
        Parallel.For(0, chunks, Slices.Options(threads), c =>
        {
            var (from, to) = ((long)rows * c / chunks, (long)rows * (c + 1) / chunks);
            parts[c] = new Chunk(design.Features);
            parts[c].Add(design, targets, coefficients, family, (int)from, (int)to, stride);
        });
        var sum = new LikelihoodPass(design.Features);
        foreach (var part in parts)
            sum.Add(part);
        return sum;
    }

    private void Add(Chunk part)
    {
        LogLikelihood += part.LogLikelihood;
        for (var i = 0; i < Features; i++)
        {
            Gradient[i] += part.Gradient[i];
            for (var j = 0; j <= i; j++)
            {
                var value = Information[(i * Features) + j] + part.Information[(i * part.Width) + j];
                Information[(i * Features) + j] = value;
                Information[(j * Features) + i] = value;
            }
        }
    }

    private sealed class Chunk
    {
        private readonly int _features;
        private readonly float[] _block;
        private readonly float[] _blockGradient;
        private readonly float[] _blockInformation;

        public Chunk(int features)
        {
            _features = features;
            Width = (features + Lanes - 1) / Lanes * Lanes;
            Gradient = new double[Width];
            Information = new double[Width * Width];
            _block = new float[BlockRows * Width];
            _blockGradient = new float[Width];
            _blockInformation = new float[Width * Width];
        }

        /// <summary>Columns, padded with zeros to whole vectors.</summary>
        public int Width { get; }

        public double LogLikelihood { get; private set; }

        public double[] Gradient { get; }

        /// <summary>Width x Width; only the lower triangle is whole.</summary>
        public double[] Information { get; }

        public void Add(
            DesignRows design, float[] targets, double[] beta, OutcomeFamily family, int from, int to, int stride)
        {
            for (var start = from; start < to; start += BlockRows)
            {
                var rows = Math.Min(BlockRows, to - start);
                Array.Clear(_blockGradient);
                for (var r = 0; r < rows; r++)
                {
                    var row = (start + r) * stride;
                    var x = _block.AsSpan(r * Width, Width);
                    design.Write(row, x[.._features]);
                    x[_features..].Clear();
                    AddRow(x, targets[row], beta, family);
                }

                Array.Clear(_blockInformation);
                Gemm.MultiplyTransposedA(
                    _block, rows, Width, Width, _block, Width, Width, _blockInformation, Width, lowerOnly: true);
                for (var i = 0; i < _features; i++)
                    Gradient[i] += _blockGradient[i];
                AddWidened(_blockInformation, Information);
            }
        }

        /// <summary>Adds a row's likelihood and gradient, and scales it by the root of its weight.</summary>
        private void AddRow(Span<float> x, float y, double[] beta, OutcomeFamily family)
        {
            var eta = 0.0;
            for (var i = 0; i < _features; i++)
                eta += x[i] * beta[i];
            if (family == OutcomeFamily.Amount)
            {
                LogLikelihood -= 0.5 * (y - eta) * (y - eta);
                AddGradient(x, (float)(y - eta), 1f);
                return;
            }

            var mean = Logit.Inverse(eta);
            LogLikelihood += (y * eta) - Logit.Softplus(eta);
            AddGradient(x, (float)(y - mean), (float)Math.Sqrt(mean * (1.0 - mean)));
        }

        private void AddGradient(Span<float> x, float residual, float scale)
        {
            var xs = MemoryMarshal.Cast<float, Vector512<float>>(x);
            var sums = MemoryMarshal.Cast<float, Vector512<float>>(_blockGradient.AsSpan());
            for (var i = 0; i < xs.Length; i++)
            {
                sums[i] = Vector512.FusedMultiplyAdd(xs[i], Vector512.Create(residual), sums[i]);
                xs[i] *= scale;
            }
        }

        private static void AddWidened(float[] from, double[] to)
        {
            var source = MemoryMarshal.Cast<float, Vector256<float>>(from.AsSpan());
            var target = MemoryMarshal.Cast<double, Vector512<double>>(to.AsSpan());
            for (var i = 0; i < source.Length; i++)
            {
                var (low, high) = Vector256.Widen(source[i]);
                target[i] += Vector512.Create(low, high);
            }
        }
    }
}
