namespace WorldModel.Numerics.Tests;

/// <summary>Random inputs with every magnitude that matters: small, large, zero and negative zero.</summary>
internal static class Draw
{
    public static float[] Floats(RandomStream random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            var scale = random.NextInt(8) switch { 0 => 0f, 1 => -0f, 2 => 100f, 3 => 1e-3f, _ => 1f };
            values[i] = scale * (float)random.NextGaussian();
        }

        return values;
    }
}
