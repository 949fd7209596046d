using System.Numerics;
using WorldModel.Numerics;
using WorldModel.Numerics.Autodiff;

namespace WorldModel.Models.Transformers;

/// <summary>
/// Relative positions as trained rows added to keys and values, shared by all heads, modules and blocks: reach + 1
/// rows, for 0 to reach steps back and older.
/// </summary>
internal sealed class Positions<T>(ParameterSet<T> set, EncoderOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Parameter<T> Keys { get; } = set.Add("positions.keys", options.Reach + 1, options.Width / options.Heads);

    public Parameter<T> Values { get; } = set.Add("positions.values", options.Reach + 1, options.Width / options.Heads);

    /// <summary>
    /// Uniform as the authors' (Glorot and Bengio 2010), whose tables also hold the steps ahead, which nothing reads.
    /// </summary>
    public void Start(RandomStream random)
    {
        var bound = Math.Sqrt(6.0 / (2 * options.Reach + 1 + Keys.Width));
        LinearLayer<T>.Uniform(Keys.Value, bound, random);
        LinearLayer<T>.Uniform(Values.Value, bound, random);
    }
}
