using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>Learns a media mix from weekly aggregates. The same table, priors and seed give the same bits.</summary>
public interface IMixLearner
{
    /// <summary>As <see cref="IFittedMix.Model"/> of what it learns.</summary>
    string Model { get; }

    /// <param name="table">At least a year of weeks.</param>
    /// <param name="priors">What is believed of returns beforehand.</param>
    /// <param name="seed">Of everything drawn.</param>
    /// <param name="progress">Told the share done, from any thread; may throw to stop.</param>
    /// <param name="stop">Stops the work.</param>
    IFittedMix Learn(
        WeeklyTable table, MixPriors priors, ulong seed, Action<double>? progress = null,
        CancellationToken stop = default);
}
