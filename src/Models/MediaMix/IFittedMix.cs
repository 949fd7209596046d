using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix;

/// <summary>
/// What was learned about a media mix: what outcome to expect of a plan. Every answer (contribution, return, curve,
/// best plan) is made of differences between such expectations, draw by draw.
/// </summary>
public interface IFittedMix
{
    /// <summary>What kind of model it is: ridge, bayes, prior, transformer.</summary>
    string Model { get; }

    /// <summary>The weeks that it was fitted on.</summary>
    WeeklyTable Fitted { get; }

    /// <summary>Draws (of a posterior, a bootstrap, an ensemble) that intervals are made of; 1: no intervals.</summary>
    int Draws { get; }

    /// <summary>
    /// Largest split R-hat of a channel's return, where draws rest on chains; null where they do not.
    /// </summary>
    double? Convergence => null;

    /// <summary>Expected outcomes of a plan by one of the draws.</summary>
    /// <param name="plan">
    /// Spend and covariates from the first fitted week on, for as many weeks as are asked for. Its outcomes are read
    /// up to the last fitted week only.
    /// </param>
    /// <param name="draw">From 0.</param>
    /// <param name="outcome">One a row of the plan.</param>
    void Predict(WeeklyTable plan, int draw, Span<double> outcome);
}
