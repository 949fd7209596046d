using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>
/// What a quick parametric posterior says of each channel, in the numbers by which a transformer tells channels apart:
/// a draw of its contribution and transform, and the posterior's mean and spread. So weights are shared over markets
/// and nothing has to be learned of a channel from scratch.
/// </summary>
internal sealed class ChannelEvidence
{
    /// <summary>Numbers a channel.</summary>
    public const int Width = 8;

    private readonly double[] _mean;
    private readonly double[] _deviation;

    public ChannelEvidence(CurveMix posterior)
    {
        Posterior = posterior;
        var channels = posterior.Fitted.Channels.Length;
        (_mean, _deviation) = (new double[channels], new double[channels]);
        for (var channel = 0; channel < channels; channel++)
        {
            var weights = posterior.Parameters.Select(draw => draw.Weights[channel]).ToArray();
            var mean = _mean[channel] = weights.Average();
            _deviation[channel] = Math.Sqrt(weights.Average(weight => (weight - mean) * (weight - mean)));
        }
    }

    public CurveMix Posterior { get; }

    /// <summary>Channels x <see cref="Width"/>.</summary>
    public void Write(int draw, Span<float> code)
    {
        var parameters = Posterior.Parameters[draw];
        for (var channel = 0; channel < _mean.Length; channel++)
        {
            var own = code.Slice(channel * Width, Width);
            var transform = parameters.Transforms[channel];
            own[0] = (float)(5 * parameters.Weights[channel]);
            own[1] = (float)(5 * _mean[channel]);
            own[2] = (float)(5 * _deviation[channel]);
            own[3] = (float)(2 * transform.Decay);
            own[4] = (float)Math.Log(transform.Half);
            own[5] = (float)(2 * Math.Log(transform.Shape));
            own[6] = (float)(5 * parameters.Weights[channel] / (1 + Math.Pow(transform.Half, transform.Shape)));
            own[7] = 1;
        }
    }

    /// <summary>Expected outcome of a plan, the mean over all draws.</summary>
    public double[] Mean(WeeklyTable plan)
    {
        var (mean, outcome) = (new double[plan.Rows], new double[plan.Rows]);
        for (var draw = 0; draw < Posterior.Draws; draw++)
        {
            Posterior.Predict(plan, draw, outcome);
            for (var row = 0; row < mean.Length; row++) mean[row] += outcome[row] / Posterior.Draws;
        }

        return mean;
    }
}
