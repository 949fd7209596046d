using WorldModel.Models.Networks;

namespace WorldModel.Models.Tests.Networks;

/// <summary>The same network in double precision, one number after the other.</summary>
internal static class NaivePerceptron
{
    public static double[] Outputs(ReadOnlySpan<int> widths, double[] parameters, ReadOnlySpan<float> inputs)
    {
        var at = 0;
        var below = Array.ConvertAll(inputs.ToArray(), x => (double)x);
        for (var layer = 0; layer + 1 < widths.Length; layer++)
        {
            var (width, outputs) = (widths[layer], widths[layer + 1]);
            var biases = at + width * outputs;
            var next = new double[outputs];
            for (var j = 0; j < outputs; j++)
            {
                next[j] = parameters[biases + j];
                for (var i = 0; i < width; i++) next[j] += below[i] * parameters[at + i * outputs + j];
                if (layer + 2 < widths.Length) next[j] = Math.Max(0, next[j]);
            }

            (below, at) = (next, biases + outputs);
        }

        return below;
    }

    public static double[] Parameters(Perceptron network) => Array.ConvertAll(network.Parameters, x => (double)x);
}
