namespace WorldModel.Models;

/// <summary>Overlap of one input given the visible units of the training rows.</summary>
/// <param name="Name">The action unit's or derived input's name.</param>
/// <param name="Identification">What an effect of it may claim.</param>
/// <param name="Reason">Why, as a sentence without its full stop.</param>
/// <param name="Mean">Share of rows on which an action is on; mean of a derived input.</param>
/// <param name="EffectiveSample">
/// 4 sum e (1 - e): the number of rows of a fair coin flip that would tell as much (e: propensity given the visible
/// units). For a derived input: rows times the share of its variance that the visible units leave.
/// </param>
/// <param name="ShareOutside">Share of rows with a propensity outside [.02, .98]; 0 for a derived input.</param>
/// <param name="Unexplained">Share of the input's variance that the visible units leave.</param>
/// <param name="BalanceP">P-value of the balance test of an action declared random; NaN where not tested.</param>
/// <param name="Propensity">Constant and weights of the logit of the propensity; empty for a derived input.</param>
/// <param name="Treated">Rows with the action on by twentieth of the propensity; empty for a derived input.</param>
/// <param name="Untreated">Likewise with the action off.</param>
public sealed record InputOverlap(
    string Name, Identification Identification, string Reason, double Mean, double EffectiveSample,
    double ShareOutside, double Unexplained, double BalanceP, float[] Propensity, int[] Treated, int[] Untreated);
