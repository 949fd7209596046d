using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WorldModel.Numerics.Kernels;

/// <summary>
/// Sixteen successive numbers of a <see cref="RandomStream"/> at once: each lane jumps ahead by its place, then all go
/// on by sixteen. The same numbers in the same order as one by one.
/// </summary>
internal static unsafe class StreamLanes
{
    private const int Lanes = 16;
    private const float Unit = 1f / (1 << 24);

    /// <summary>Multiplier^k, k = 0 .. 16.</summary>
    private static readonly ulong[] Powers = new ulong[Lanes + 1];

    /// <summary>Sum of multiplier^i over i below k: what the increment is multiplied by after k steps.</summary>
    private static readonly ulong[] Sums = new ulong[Lanes + 1];

    static StreamLanes()
    {
        Powers[0] = 1;
        for (var k = 1; k <= Lanes; k++)
        {
            Powers[k] = Powers[k - 1] * RandomStream.Multiplier;
            Sums[k] = Sums[k - 1] * RandomStream.Multiplier + 1;
        }
    }

    public static bool IsSupported => Avx512DQ.IsSupported;

    /// <summary>Uniforms on [0, 1) for whole vectors; gives back how many were written.</summary>
    public static int Fill(ref ulong state, ulong increment, Span<float> values)
    {
        var whole = values.Length / Lanes * Lanes;
        if (whole == 0) return 0;
        var lanes = new State(state, increment);
        fixed (float* start = values)
            for (var i = 0; i < whole; i += Lanes) lanes.Next().Store(start + i);
        state = lanes.First;
        return whole;
    }

    /// <summary>Ones and zeros by probability for whole vectors; gives back how many were written.</summary>
    public static int Sample(ref ulong state, ulong increment, Span<float> probabilities)
    {
        var whole = probabilities.Length / Lanes * Lanes;
        if (whole == 0) return 0;
        var lanes = new State(state, increment);
        var one = Vector512<float>.One;
        fixed (float* start = probabilities)
        {
            for (var i = 0; i < whole; i += Lanes)
                (Vector512.LessThan(lanes.Next(), Vector512.Load(start + i)) & one).Store(start + i);
        }

        state = lanes.First;
        return whole;
    }

    private ref struct State
    {
        private readonly Vector512<ulong> _jump = Vector512.Create(Powers[Lanes]);
        private readonly Vector512<ulong> _add;
        private Vector512<ulong> _low;
        private Vector512<ulong> _high;

        public State(ulong state, ulong increment)
        {
            _add = Vector512.Create(Sums[Lanes] * increment);
            var (at, step) = (Vector512.Create(state), Vector512.Create(increment));
            _low = at * Vector512.Create(Powers, 0) + step * Vector512.Create(Sums, 0);
            _high = at * Vector512.Create(Powers, 8) + step * Vector512.Create(Sums, 8);
        }

        /// <summary>The state from which the next number comes.</summary>
        public readonly ulong First => _low[0];

        public Vector512<float> Next()
        {
            var numbers = Vector512.Create(Numbers(_low), Numbers(_high));
            _low = _low * _jump + _add;
            _high = _high * _jump + _add;
            return Vector512.ConvertToSingle((numbers >>> 8).AsInt32()) * Unit;
        }

        /// <summary>PCG's output: xorshift the high bits down, rotate by the highest.</summary>
        private static Vector256<uint> Numbers(Vector512<ulong> state)
        {
            var mixed = Avx512F.ConvertToVector256UInt32(((state >>> 18) ^ state) >>> 27);
            var turn = Avx512F.ConvertToVector256UInt32(state >>> 59);
            return Avx512F.VL.RotateRightVariable(mixed, turn);
        }
    }
}
