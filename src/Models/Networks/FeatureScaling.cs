namespace WorldModel.Models.Networks;

/// <summary>Centres and scales features by the mean and the standard deviation of the rows trained on.</summary>
public sealed class FeatureScaling
{
    private readonly float[] _mean;
    private readonly float[] _scale;

    /// <param name="features">Rows x <paramref name="width"/>.</param>
    /// <param name="width">Features a row.</param>
    public FeatureScaling(ReadOnlySpan<float> features, int width)
    {
        _mean = new float[width];
        _scale = new float[width];
        var rows = features.Length / width;
        for (var column = 0; column < width; column++)
        {
            double sum = 0, squares = 0;
            for (var row = 0; row < rows; row++) sum += features[row * width + column];
            var mean = sum / rows;
            for (var row = 0; row < rows; row++)
            {
                var deviation = features[row * width + column] - mean;
                squares += deviation * deviation;
            }

            var spread = Math.Sqrt(squares / rows);
            (_mean[column], _scale[column]) = ((float)mean, spread > 1e-12 ? (float)(1 / spread) : 0);
        }
    }

    /// <summary>Scaled features, as many rows as given.</summary>
    public float[] Apply(ReadOnlySpan<float> features)
    {
        var scaled = new float[features.Length];
        for (var i = 0; i < features.Length; i++)
        {
            var column = i % _mean.Length;
            scaled[i] = (features[i] - _mean[column]) * _scale[column];
        }

        return scaled;
    }
}
