using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>
/// What a spec must hold beyond being readable: no part of it may contradict another, or be of no effect. Looked at
/// when a campaign is created and never again, so that a stricter check leaves the campaigns of a store as they are.
/// </summary>
internal static class SpecChecks
{
    /// <summary>Reads a spec as <see cref="CampaignTerms.Of"/> does, and refuses what could not be meant.</summary>
    /// <exception cref="InputException">Something in the spec is wrong; names it.</exception>
    public static CampaignTerms Check(ConsumerSchema schema, CampaignSpec spec)
    {
        var terms = CampaignTerms.Of(schema, spec);
        CheckAmount("budget", spec.Budget ?? 0);
        CheckAmount("budgetPerConsumer", spec.BudgetPerConsumer ?? 0);
        foreach (var treatment in terms.Treatments) CheckAmount($"{treatment.Place}.cost", treatment.Cost);
        CheckValues(spec.Values);
        foreach (var treatment in terms.Treatments) CheckEffect(schema, terms.Context, treatment);
        CheckFallback(terms);
        // From the last one on: of two that say the same the later is too many.
        for (var i = terms.Caps.Length - 1; i >= 0; i--) CheckBinds(terms, i);
        return terms;
    }

    /// <summary>Money is counted in millionths: what is less would count as nothing.</summary>
    private static void CheckAmount(string field, double value)
    {
        if (value > 0 && Micros.From(value) == 0)
            throw new InputException(field, Numbers.Text(value), "0, or at least a millionth");
    }

    private static void CheckValues(OutcomeValue[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var (outcome, margin) = (values[i].Outcome, values[i].Margin);
            if (values.Take(i).Any(earlier => earlier.Outcome == outcome))
                throw new InputException($"values[{i}].outcome", outcome, "each outcome once");
            if (!(margin >= 0 && margin <= 1))
            {
                throw new InputException($"values[{i}].margin", Numbers.Text(margin),
                    "a share from 0 to 1; what does harm has a negative value");
            }
        }
    }

    /// <summary>A treatment is something done to a consumer that would not be so without it.</summary>
    private static void CheckEffect(ConsumerSchema schema, Treatment context, CampaignTreatment treatment)
    {
        var (actions, place) = (treatment.Treatment.Actions, $"{treatment.Place}.actions");
        if (actions.Count == 0)
        {
            throw new InputException(place, "{}",
                "at least one action: without any it does nothing, which none stands for");
        }

        for (var i = 0; i < actions.Count; i++)
        {
            if (schema.Actions.First(action => action.Name == actions[i].Action).IsEnvironment)
            {
                throw new InputException($"{place}[{i}].action", actions[i].Action,
                    "an action that is done to a consumer; this one runs by the calendar for everybody");
            }
        }

        if (actions.All(action => context.Actions.Contains(action)))
        {
            throw new InputException(place, string.Join("+", actions),
                "an action that context does not have on already: it would change nothing");
        }
    }

    /// <summary>The fallback is given where nothing can be weighed, money included: nobody reserves for it.</summary>
    private static void CheckFallback(CampaignTerms terms)
    {
        var fallback = terms.IndexOf(terms.Spec.Fallback);
        if (fallback < 0 || terms.Treatments[fallback].Cost == 0) return;
        throw new InputException("fallback", terms.Spec.Fallback,
            "none, or a treatment that costs nothing: where nothing can be decided nothing is spent");
    }

    /// <summary>
    /// Refuses a cap whose contacts another cap counts too, in as many days or more, and allows no more of.
    /// </summary>
    private static void CheckBinds(CampaignTerms terms, int place)
    {
        var cap = terms.Caps[place];
        for (var i = 0; i < terms.Caps.Length; i++)
        {
            var other = terms.Caps[i];
            if (i == place || other.Days < cap.Days || other.Contacts > cap.Contacts || !CountsAllOf(terms, other, cap))
                continue;
            var contacts = other.Contacts > 1 ? $"fewer than {other.Contacts}" : "no such cap";
            throw new InputException($"caps[{place}].contacts", Numbers.Text(cap.Contacts),
                $"{contacts}: caps[{i}] counts the same contacts and allows {other.Contacts} in {other.Days} days, "
                + "so this cap never binds");
        }
    }

    private static bool CountsAllOf(CampaignTerms terms, CapTerms wide, CapTerms narrow)
    {
        if (narrow.OfAll && !wide.OfAll) return false;
        if (wide.Names.Length == 0) return true;
        // Of all campaigns' contacts every treatment's are more than those that this one could list.
        if (narrow.Names.Length == 0 && narrow.OfAll) return false;
        return terms.Treatments.All(treatment => !narrow.Counts(treatment.Name) || wide.Counts(treatment.Name));
    }
}
