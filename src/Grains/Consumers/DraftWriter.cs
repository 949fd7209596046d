using System.Globalization;
using WorldModel.Allocation;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>Puts one decision into the words of its contract: options as weighed, choice, propensity, reason.</summary>
internal sealed class DraftWriter(DecisionInputs inputs, CampaignTerms terms)
{
    private readonly long[] _values = new long[terms.Treatments.Count];
    private readonly long[] _costs = new long[terms.Treatments.Count];
    private DecisionOption[] _options = [];
    private double _price;
    private int _day;
    private long _untreated;

    public string Consumer => inputs.Request.Consumer;

    public AsOf? AsOf { get; set; }

    private CampaignSpec Spec => terms.Spec;

    /// <summary>Treatments that the request allows, in the campaign's order.</summary>
    private IEnumerable<int> Eligible => Enumerable.Range(0, terms.Treatments.Count).Where(IsEligible);

    /// <summary>Takes over values, costs and intervals of all treatments.</summary>
    public void Weigh(CampaignScorer scorer, OutcomeEffect[] effects, double price)
    {
        (_price, _day, _untreated) = (price, scorer.Day, scorer.Untreated(0));
        _options = new DecisionOption[terms.Treatments.Count];
        for (var t = 0; t < _options.Length; t++)
        {
            (_values[t], _costs[t]) = (scorer.Value(0, t), scorer.Cost(0, t));
            _options[t] = Option(t, scorer, effects.AsSpan(t * terms.Worth.Length, terms.Worth.Length));
        }
    }

    public DecisionDraft Policy(int row)
    {
        var option = Best();
        return Decided(row, option, CampaignGroup.Policy, option < 0 ? "nothing-pays" : "best-net",
            option < 0 ? "no eligible treatment is worth its price" : "worth most over its price");
    }

    public DecisionDraft Explore(int row)
    {
        int[] options = [-1, .. Eligible];
        var option = options[Randomisation.Pick(Spec, Consumer, options.Length)];
        return Decided(row, option, CampaignGroup.Explore, "explore",
            "the consumer explores: an eligible option by chance");
    }

    public DecisionDraft Holdout(int row) =>
        Decided(row, -1, CampaignGroup.Holdout, "holdout", "the consumer is held out, to be compared with");

    /// <summary>The campaign decided for this consumer before: no new spend.</summary>
    public DecisionDraft Standing(int option)
    {
        var group = Randomisation.Group(Spec, Consumer);
        return option >= 0 && !IsEligible(option)
            ? Fallback("not-eligible", "the campaign's treatment for the consumer is not eligible now")
            : Decided(-1, option, group, "standing", "the campaign decided for this consumer before") with
            {
                ChargeMicros = 0,
            };
    }

    /// <summary>The fallback, unless it costs something: nothing is spent where nothing could be decided.</summary>
    public DecisionDraft Fallback(string code, string text)
    {
        var place = terms.IndexOf(Spec.Fallback);
        var isFree = place < 0 || (terms.Treatments[place].CostMicros == 0 && IsEligible(place));
        var name = isFree ? Spec.Fallback : Treatment.None.Name;
        return new DecisionDraft(Reply(name, 1, CampaignGroup.Fallback, code, text), -1, -1, CampaignGroup.Fallback,
            Spec.Pool, 0, 0, 0);
    }

    private DecisionDraft Decided(int row, int option, CampaignGroup group, string code, string text)
    {
        var count = Eligible.Count() + 1;
        var propensity = Randomisation.Propensity(Spec, option, Best(), option < 0 || IsEligible(option), count);
        var name = option < 0 ? Treatment.None.Name : terms.Treatments[option].Name;
        var cost = option < 0 ? 0 : _costs[option];
        var value = option < 0 || _values[option] == CampaignColumns.Excluded ? 0 : _values[option];
        // Where a conversion makes the cost due, what it then costs is kept; chosen was by what is expected.
        var charge = option < 0 ? 0 : Math.Max(cost, terms.Treatments[option].CostMicros);
        return new DecisionDraft(
            Reply(name, propensity, group, code, text), row, option, group, Spec.Pool, charge, cost, value,
            new DraftFigures(_day, Best(), Mask(), propensity, _untreated, _values));
    }

    /// <summary>The eligible treatment with the most net value above 0; the first of equals; -1 for none.</summary>
    private int Best()
    {
        var (best, most) = (-1, 0.0);
        foreach (var t in Eligible)
        {
            if (_values[t] == CampaignColumns.Excluded) continue;
            var net = _values[t] - (_price * _costs[t]);
            if (net > most) (best, most) = (t, net);
        }

        return best;
    }

    private DecisionOption Option(int t, CampaignScorer scorer, ReadOnlySpan<OutcomeEffect> effects)
    {
        var excluded = scorer.ExcludedBy(t);
        var cost = Micros.ToDouble(_costs[t]);
        var identified = Identification.Randomised;
        var (low, high) = (0.0, 0.0);
        for (var o = 0; o < effects.Length; o++)
        {
            if (terms.Worth[o] == 0) continue;
            if (effects[o].Identification < identified) identified = effects[o].Identification;
            if (effects[o].Uplift is not { } uplift) continue;
            low += Square(terms.Worth[o] * (uplift.Mean - uplift.Low));
            high += Square(terms.Worth[o] * (uplift.High - uplift.Mean));
        }

        var name = terms.Treatments[t].Name;
        if (excluded is not null)
            return new DecisionOption(name, null, null, null, cost, null, excluded, Words.Of(identified));
        var value = Micros.ToDouble(_values[t]);
        return new DecisionOption(name, value, value - Math.Sqrt(low), value + Math.Sqrt(high), cost,
            value - (_price * cost), IsEligible(t) ? null : "eligible", Words.Of(identified));
    }

    private DecisionReply Reply(string treatment, double propensity, CampaignGroup group, string code, string text)
    {
        var id = EventHash.Of($"{Spec.Id}\n{Consumer}\n{inputs.Request.RequestId}");
        return new DecisionReply(
            id.ToString("x32", CultureInfo.InvariantCulture), treatment, propensity, Words.Of(group), code, text,
            _options, _price, inputs.Pool, AsOf, inputs.Now.AddHours(Spec.ExpiresHours), null);
    }

    private bool IsEligible(int treatment) =>
        inputs.Request.Eligible is not { } names || names.Contains(terms.Treatments[treatment].Name);

    private ulong Mask() => Eligible.Aggregate(0UL, (mask, treatment) => mask | (1UL << treatment));

    private static double Square(double value) => value * value;
}
