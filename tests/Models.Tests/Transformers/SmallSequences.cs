using WorldModel.Models.Transformers;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Transformers;

/// <summary>
/// A toy whose answer is known: next = .8 outcome - .5 per treatment, treatments likelier where the outcome is high.
/// </summary>
internal static class SmallSequences
{
    public static SequenceTable Draw(
        int sequences, int steps, CausalTransformerOptions options, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        var table = new SequenceTable(sequences, steps, options);
        for (var sequence = 0; sequence < sequences; sequence++)
        {
            var length = steps - random.NextInt(steps / 3);
            table.Lengths[sequence] = length;
            table.CovariateLengths[sequence] = Math.Min(length, 1 + random.NextInt(steps));
            for (var i = 0; i < options.Statics; i++)
                table.Statics[sequence * options.Statics + i] = (float)random.NextGaussian();
            var y = random.NextGaussian();
            for (var step = 0; step < length; step++)
            {
                var at = sequence * steps + step;
                var treatment = random.Bernoulli(y > 0 ? .8 : .3) ? 1 + random.NextInt(options.Treatments - 1) : 0;
                (table.Outcome[at], table.Treatment[at]) = ((float)y, (byte)treatment);
                for (var i = 0; i < options.Covariates; i++)
                    table.Covariates[at * options.Covariates + i] = (float)(y + random.NextGaussian());
                y = .8 * y - .5 * treatment + .05 * random.NextGaussian();
                table.Next[at] = (float)y;
            }
        }

        return table;
    }
}
