namespace WorldModel.Simulation;

/// <summary>
/// MT19937 with the draws of NumPy's legacy <c>RandomState</c>, bit for bit: Purchase World's published numbers are
/// defined by them. One instance is one stream; the order of calls matters, and so does the normal kept back.
/// </summary>
public sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Shift = 397;
    private readonly uint[] _state = new uint[Size];
    private int _next = Size;
    private double _keptNormal;
    private bool _hasNormal;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Size; i++)
            _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
    }

    public uint NextUInt()
    {
        if (_next == Size)
            Refill();
        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public double NextDouble()
    {
        uint high = NextUInt() >> 5;
        uint low = NextUInt() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>Uniform in 0 .. count - 1, by masking and refusal; draws nothing where count is 1.</summary>
    public int NextInt(int count)
    {
        uint range = (uint)count - 1;
        if (range == 0)
            return 0;
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(range);
        uint value;
        do
        {
            value = NextUInt() & mask;
        }
        while (value > range);
        return (int)value;
    }

    /// <summary>An index by cumulated probabilities.</summary>
    /// <param name="cumulated">Rising, the last one 1.</param>
    public int NextCategory(ReadOnlySpan<double> cumulated)
    {
        double u = NextDouble();
        int index = 0;
        while (index < cumulated.Length - 1 && cumulated[index] <= u)
            index++;
        return index;
    }

    /// <summary>Standard normal by Marsaglia's polar method: the second of a pair first, the first kept back.</summary>
    public double NextNormal()
    {
        if (_hasNormal)
        {
            _hasNormal = false;
            return _keptNormal;
        }
        double x1, x2, r2;
        do
        {
            x1 = (2.0 * NextDouble()) - 1.0;
            x2 = (2.0 * NextDouble()) - 1.0;
            r2 = (x1 * x1) + (x2 * x2);
        }
        while (r2 >= 1.0 || r2 == 0.0);
        double f = Math.Sqrt(-2.0 * Math.Log(r2) / r2);
        _keptNormal = f * x1;
        _hasNormal = true;
        return f * x2;
    }

    /// <summary>Standard Gumbel (maximum).</summary>
    public double NextGumbel()
    {
        double u;
        do
        {
            u = 1.0 - NextDouble();
        }
        while (u >= 1.0);
        return -Math.Log(-Math.Log(u));
    }

    /// <summary>A binomial of one trial by inversion, on the rarer side.</summary>
    public bool NextBernoulli(double p)
    {
        if (p == 0)
            return false;
        return p <= 0.5 ? Inverted(p) : !Inverted(1.0 - p);
    }

    private bool Inverted(double p)
    {
        double q = 1.0 - p;
        double none = Math.Exp(Math.Log(q));
        while (true)
        {
            double u = NextDouble();
            if (u <= none)
                return false;
            if (u - none <= p * none / q)
                return true;
        }
    }

    private void Refill()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7fffffff);
            _state[i] = _state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
        }
        _next = 0;
    }
}
