using WorldModel.Cli.Demo.Rules;

namespace WorldModel.Cli.Demo;

/// <summary>The rules that a marketer might use instead, all at the allocation's own spend.</summary>
internal static class DemoRules
{
    /// <param name="own">The allocation.</param>
    /// <param name="truth">True values of the options.</param>
    /// <param name="learner">What the price-blind learner says the options are worth.</param>
    /// <param name="loyal">1 where a consumer is loyal.</param>
    /// <param name="likely">Predicted chance of a purchase if nothing is done.</param>
    /// <param name="idOf">Ids, which break ties.</param>
    public static List<(Plan, RuleKind)> All(
        Plan own, OptionGrid truth, OptionGrid learner, double[] loyal, double[] likely, Func<int, string> idOf)
    {
        var spend = own.Spend(truth);
        var plans = new List<(Plan, RuleKind)>
        {
            (own, RuleKind.WorldModel),
            (AllocatorRule.Plan("oracle (knows the truth)", truth, idOf, spend), RuleKind.Oracle),
            (AllocatorRule.Plan("price-blind logistic learner", learner, idOf, spend), RuleKind.Rule),
        };
        for (var treatment = 0; treatment < truth.Treatments.Length; treatment++)
        {
            Add("at random", treatment, new double[truth.Consumers]);
            Add("to the loyal first", treatment, loyal);
            Add("to likely buyers first", treatment, likely);
        }
        return plans;

        void Add(string rule, int treatment, double[] keys) => plans.Add(
            (RankedRule.Plan($"{truth.Treatments[treatment]} {rule}", truth, treatment, keys, spend), RuleKind.Rule));
    }
}
