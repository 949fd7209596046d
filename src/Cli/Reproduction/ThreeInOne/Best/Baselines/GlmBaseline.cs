namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

/// <summary>How a logistic regression lets actions act.</summary>
internal enum GlmEffects
{
    /// <summary>Each action shifts the log odds of all alike.</summary>
    Constant,

    /// <summary>Each action times loyalty, age and income.</summary>
    Interactions,

    /// <summary>Discounts through one price with one coefficient; a push alone.</summary>
    OnePrice,
}

/// <summary>A logistic regression with learned priors; effects by switching an action.</summary>
internal sealed class GlmBaseline(string name, SharedInputs shared, InputChoice choice, GlmEffects effects)
    : IWorldLearner
{
    private static readonly string[] Actions = ["sale1", "sale2", "campaign", "coupon", "push"];

    public string Name => choice.Named(name);

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var data = trial.Data;
        var tables = shared.Tables(trial, choice, progress);
        var heads = new LinearHead[Contrast.Outcomes.Length];
        for (var outcome = 0; outcome < heads.Length; outcome++)
        {
            progress(.5 + .25 * outcome, Contrast.Outcomes[outcome]);
            heads[outcome] = LinearHead.Train(data, tables, Drivers(outcome), outcome);
        }

        return new Findings(Name)
        {
            Logits = choice.Weekdays
                ? Array.ConvertAll(heads, head => (double[]?)head.Logits(data.Test))
                : new double[]?[heads.Length],
            ValidationLogits = Array.ConvertAll(heads, head => (double[]?)head.Logits(data.Validation)),
            Effects = choice.Contrasts.Where(contrast => Has(contrast)).ToDictionary(
                contrast => contrast, contrast => heads[contrast.Outcome].Effect(data.Test, contrast)),
        };
    }

    /// <summary>A price says nothing of its own about visits.</summary>
    private bool Has(Contrast contrast) => effects != GlmEffects.OnePrice || contrast.Outcome == Contrast.Purchase;

    private Driver[] Drivers(int outcome)
    {
        var alone = Actions.Select(Driver.Action);
        if (effects == GlmEffects.OnePrice && outcome == Contrast.Purchase)
            return [shared.Inputs.Discount(null), Driver.Action("push", Contrast.Push)];
        if (effects != GlmEffects.Interactions) return [.. alone];
        var modifiers = choice.Ours ? shared.Inputs.SharedModifiers : shared.Inputs.UnitModifiers;
        return [.. alone.Select(driver => driver with { Modifiers = modifiers })];
    }
}
