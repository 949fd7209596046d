using WorldModel.Models.Heads;
using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>Judges which effects a model may claim, from the heads' drivers and the overlap of the data.</summary>
internal sealed class EffectClaims(ConsumerSchema schema, IReadOnlyList<OutcomeHead> heads, Overlap overlap)
{
    private readonly ActionVector _actions = new(schema);

    /// <summary>Claims of a plan, treatments x outcomes.</summary>
    public EffectClaim[,] Of(TreatmentPlan plan)
    {
        var claims = new EffectClaim[plan.Treatments.Count, heads.Count];
        for (var t = 0; t < plan.Treatments.Count; t++)
        {
            int[] changed = [.. plan.Changed(1 + t)];
            for (var o = 0; o < heads.Count; o++)
                claims[t, o] = Judge(plan.Treatments[t].Name, heads[o], changed);
        }

        return claims;
    }

    /// <summary>The weakest of what each changed action may claim on the outcome.</summary>
    private EffectClaim Judge(string treatment, OutcomeHead head, int[] changed)
    {
        var (weakest, reasons) = (Identification.Randomised, new List<string>());
        if (changed.Length == 0)
        {
            weakest = Identification.Adjusted;
            reasons.Add("nothing is changed: the level is the prediction");
        }

        foreach (var unit in changed)
        {
            var (identification, reason) = JudgeAction(head, unit);
            if (identification == Identification.No)
                return new EffectClaim(treatment, head.Outcome, identification, reason);
            weakest = identification < weakest ? identification : weakest;
            reasons.Add(reason);
        }

        return new EffectClaim(treatment, head.Outcome, weakest, string.Join("; ", reasons));
    }

    private (Identification Identification, string Reason) JudgeAction(OutcomeHead head, int unit)
    {
        var own = overlap.Inputs[unit];
        if (own.Identification == Identification.No)
            return (Identification.No, own.Reason);
        var name = _actions.Names[unit];
        var direct = head.Design.Drivers.Any(driver => driver.Input == unit);
        var through = head.Design.Drivers.Where(driver => Moves(unit, driver.Input)).ToArray();
        if (!direct && through.Length == 0)
            return (own.Identification,
                $"{name} is declared not to act on {head.Outcome}: zero by assumption, not by measurement");
        var (identification, reason) = (own.Identification, own.Reason);
        foreach (var driver in through)
        {
            var source = overlap.Inputs[driver.Input];
            if (source.Identification == Identification.No)
                return (Identification.No, $"{name} acts on {head.Outcome} through {driver.Name}: {source.Reason}");
            identification = Identification.Adjusted;
            var only = direct ? "also" : "only";
            reason += $"; assumes that it acts on {head.Outcome} {only} through {driver.Name}, and {driver.Name} alike "
                + $"whatever moved it ({source.Reason})";
        }

        return (identification, reason);
    }

    /// <summary>Whether an action unit enters a derived input.</summary>
    private bool Moves(int unit, int input)
    {
        var derived = input - _actions.Units;
        return derived >= 0 && schema.Derived[derived].Terms.Any(
            term => _actions.IndexOf(term.Action, term.Level) == unit);
    }
}
