using System.Numerics;
using WorldModel.Numerics;

namespace WorldModel.Models.Networks;

/// <summary>
/// Inverted dropout (Srivastava et al. 2014): while a network trains, every hidden unit is off with a probability, and
/// those left are scaled so that their mean stays. A pass that has none predicts.
/// </summary>
/// <param name="rate">Probability that a unit is off, from 0 to, but without, 1.</param>
/// <param name="random">Of which units are off.</param>
public sealed class Dropout(float rate, RandomStream random)
{
    private float[] _draws = [];

    /// <summary>What units that are left are multiplied by.</summary>
    public float Scale { get; } = 1 / (1 - rate);

    /// <summary>Turns units off, in place.</summary>
    public void Apply(Span<float> units)
    {
        if (_draws.Length < units.Length) _draws = new float[units.Length];
        var draws = _draws.AsSpan(0, units.Length);
        random.Fill(draws);
        var i = 0;
        for (; i <= units.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var off = Vector.LessThan(new Vector<float>(draws[i..]), new Vector<float>(rate));
            var kept = new Vector<float>(units[i..]) * Scale;
            Vector.ConditionalSelect(off, Vector<float>.Zero, kept).CopyTo(units[i..]);
        }

        for (; i < units.Length; i++) units[i] = draws[i] < rate ? 0 : units[i] * Scale;
    }
}
