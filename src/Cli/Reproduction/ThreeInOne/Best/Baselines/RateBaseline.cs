namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

/// <summary>
/// Who bought least so far is taken for most sensitive to a sale: an order with no model of any action.
/// </summary>
internal sealed class RateBaseline(SharedInputs shared) : IWorldLearner
{
    public string Name => "less the past purchase rate (an order only)";

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var rates = Array.ConvertAll(
            trial.Data.Test,
            row => -(double)shared.Inputs.RatesByOutcome[row * Contrast.Outcomes.Length + Contrast.Purchase]);
        return new Findings(Name)
        {
            Effects = { [Contrast.SalePurchase] = new EffectEstimate(rates, rates) },
        };
    }
}
