using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Campaigns;

/// <summary>A campaign's spec with its names resolved against the schema. Treatments keep the spec's order.</summary>
internal sealed class CampaignTerms
{
    private (int Day, string Key) _explore;

    private CampaignTerms(CampaignSpec spec)
    {
        Spec = spec;
        GroupKey = $"{spec.Id}/group";
    }

    public CampaignSpec Spec { get; }

    /// <summary>The treatments that do something: "none" is always an option and never listed.</summary>
    public required IReadOnlyList<CampaignTreatment> Treatments { get; init; }

    /// <summary>
    /// Per outcome of the schema what a unit is worth, value times margin; 0 where the campaign does not care.
    /// </summary>
    public required double[] Worth { get; init; }

    /// <summary>Actions that are on whatever is decided.</summary>
    public required Treatment Context { get; init; }

    public required Conditions Audience { get; init; }

    /// <summary>What a consumer needs for any treatment.</summary>
    public required Conditions Requires { get; init; }

    public required CapTerms[] Caps { get; init; }

    public required QuietTerms? Quiet { get; init; }

    /// <summary>The key by which consumers fall into groups.</summary>
    public string GroupKey { get; }

    /// <summary>The key by which consumers who explore draw on a day.</summary>
    public string ExploreKey(int day)
    {
        if (_explore.Day != day || _explore.Key is null) _explore = (day, $"{Spec.Id}/explore/{Days.Text(day)}");
        return _explore.Key;
    }

    /// <summary>Whether some treatment's cost depends on what the consumer does.</summary>
    public bool CostsByOutcome => Treatments.Any(treatment => treatment.CostOutcome >= 0);

    public int IndexOf(string treatment)
    {
        for (var i = 0; i < Treatments.Count; i++)
        {
            if (Treatments[i].Name == treatment) return i;
        }

        return -1;
    }

    /// <exception cref="InputException">Something in the spec is wrong; names it.</exception>
    public static CampaignTerms Of(ConsumerSchema schema, CampaignSpec spec)
    {
        CheckText("id", spec.Id);
        CheckText("pool", spec.Pool);
        CheckText("model", spec.Model);
        CheckMoney(spec);
        CheckDays(spec);
        var vector = new ActionVector(schema);
        var treatments = Resolve(schema, vector, spec.Treatments);
        if (spec.Fallback != Treatment.None.Name && treatments.All(treatment => treatment.Name != spec.Fallback))
            throw new InputException("fallback", spec.Fallback, "none, or one of the treatments");
        return new CampaignTerms(spec)
        {
            Treatments = treatments,
            Worth = WorthOf(schema, spec.Values),
            Context = ActionNames.Resolve(vector, "context", spec.Context, "context"),
            Audience = Conditions.Of(schema, spec.Audience, "audience"),
            Requires = RequiresOf(schema, spec, treatments),
            Caps = CapTerms.Of(spec.Caps, treatments),
            Quiet = QuietTerms.Of(schema, spec.QuietHours),
        };
    }

    /// <summary>What the campaign requires; conditions that leave nobody to treat are refused.</summary>
    private static Conditions RequiresOf(
        ConsumerSchema schema, CampaignSpec spec, List<CampaignTreatment> treatments)
    {
        var audience = Conditions.Of(schema, spec.Audience, "audience");
        var requires = Conditions.Of(schema, spec.Requires, "requires");
        requires.CheckWith(audience, "requires", "audience");
        foreach (var treatment in treatments)
        {
            treatment.Requires.CheckWith(audience, $"{treatment.Place}.requires", "audience");
            treatment.Requires.CheckWith(requires, $"{treatment.Place}.requires", "requires");
        }

        return requires;
    }

    private static void CheckDays(CampaignSpec spec)
    {
        if (spec.Until < spec.From)
            throw new InputException("until", Days.Text(spec.Until.Value), $"{Days.Text(spec.From.Value)} or later");
        if (spec.Day < spec.From || spec.Day > spec.Until)
            throw new InputException("day", Days.Text(spec.Day.Value), "a day between from and until");
    }

    private static void CheckText(string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > 128)
            throw new InputException(field, value, "a name of 1 to 128 characters");
    }

    private static void CheckMoney(CampaignSpec spec)
    {
        CheckAmount("budget", spec.Budget ?? 0);
        CheckAmount("budgetPerConsumer", spec.BudgetPerConsumer ?? 0);
        if (spec is { Budget: not null, BudgetPerConsumer: { } each })
            throw new InputException("budgetPerConsumer", Numbers.Text(each), "not beside budget");
        CheckShare("holdout", spec.Holdout);
        CheckShare("explore", spec.Explore);
        if (spec.Holdout + spec.Explore > 1)
            throw new InputException("explore", Numbers.Text(spec.Explore), "at most 1 together with holdout");
        if (!(spec.ExpiresHours > 0 && spec.ExpiresHours <= 24 * 366))
            throw new InputException("expiresHours", Numbers.Text(spec.ExpiresHours), "above 0 and at most 8784");
        if (spec.Guard is { } guard && !(guard > 0 && guard < 100))
            throw new InputException("guard", Numbers.Text(guard), "a percentile above 0 and below 100");
    }

    private static void CheckAmount(string field, double value)
    {
        if (Micros.From(value) is null)
            throw new InputException(field, Numbers.Text(value), "a finite amount from 0 to 1e12");
    }

    private static void CheckShare(string field, double value)
    {
        if (!(value >= 0 && value <= 1)) throw new InputException(field, Numbers.Text(value), "a share from 0 to 1");
    }

    private static List<CampaignTreatment> Resolve(ConsumerSchema schema, ActionVector vector, TreatmentSpec[] specs)
    {
        var treatments = new List<CampaignTreatment>();
        for (var i = 0; i < specs.Length; i++)
        {
            var (spec, place) = (specs[i], $"treatments[{i}]");
            if (spec.Name == Treatment.None.Name && spec.Actions.Length == 0 && spec.Cost == 0) continue;
            CheckText($"{place}.name", spec.Name);
            CheckAmount($"{place}.cost", spec.Cost);
            if (spec.Name == Treatment.None.Name || treatments.Any(other => other.Name == spec.Name))
                throw new InputException($"{place}.name", spec.Name, "a name of its own; none does nothing at no cost");
            var outcome = spec.CostOutcome is { } named
                ? ActionNames.Outcome(schema, named, $"{place}.costOutcome")
                : -1;
            treatments.Add(new CampaignTreatment(
                ActionNames.Resolve(vector, spec.Name, spec.Actions, $"{place}.actions"), spec.Cost,
                Micros.From(spec.Cost)!.Value, outcome, Conditions.Of(schema, spec.Requires, $"{place}.requires"),
                place));
        }

        if (treatments.Count is 0 or > CampaignTreatment.Most)
            throw new InputException("treatments", Numbers.Text(treatments.Count), $"1 to {CampaignTreatment.Most}");
        return treatments;
    }

    private static double[] WorthOf(ConsumerSchema schema, OutcomeValue[] values)
    {
        var worth = new double[schema.Outcomes.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var outcome = ActionNames.Outcome(schema, values[i].Outcome, $"values[{i}].outcome");
            var value = values[i].Value * values[i].Margin;
            if (!double.IsFinite(value) || Math.Abs(value) > 1e9)
                throw new InputException($"values[{i}].value", Numbers.Text(value), "a finite value of at most 1e9");
            worth[outcome] = value;
        }

        return worth.Any(value => value != 0) ? worth
            : throw new InputException("values", Numbers.Text(values.Length), "an outcome that is worth something");
    }
}
