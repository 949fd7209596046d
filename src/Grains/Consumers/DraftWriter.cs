using WorldModel.Allocation;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>Puts one decision into the words of its contract: options as weighed, choice, propensity, reason.</summary>
/// <param name="inputs">What is asked, and when.</param>
/// <param name="terms">The campaign.</param>
/// <param name="price">The campaign's shadow price; 0 while there is none.</param>
/// <param name="bars">By treatment, why it may not be given; null: it may.</param>
internal sealed class DraftWriter(DecisionInputs inputs, CampaignTerms terms, double price, string?[] bars)
{
    private readonly long[] _values = new long[terms.Treatments.Count];
    private readonly long[] _costs = new long[terms.Treatments.Count];
    private DecisionOption[] _options = [];
    private int _day;
    private long _untreated;

    public AsOf? AsOf { get; set; }

    /// <summary>The consumer's row if it has no decision of the day yet; else -1.</summary>
    public int FreeRow { get; set; } = -1;

    /// <summary>The id of a decision that fills the consumer's place of the day.</summary>
    public UInt128 DayId { get; set; }

    private CampaignSpec Spec => terms.Spec;

    /// <summary>Options that exploration draws from, nothing included.</summary>
    private int OpenOptions => 1 + OpenOf(bars);

    /// <summary>Takes over values, costs and intervals of all treatments.</summary>
    public void Weigh(CampaignScorer scorer, OutcomeEffect[] effects)
    {
        (_day, _untreated) = (scorer.Day, scorer.Untreated(0));
        _options = new DecisionOption[terms.Treatments.Count];
        for (var t = 0; t < _options.Length; t++)
        {
            (_values[t], _costs[t]) = (scorer.Value(0, t), scorer.Cost(0, t));
            _options[t] = Option(t, effects.AsSpan(t * terms.Worth.Length, terms.Worth.Length));
        }
    }

    public DecisionDraft Policy()
    {
        var option = Best();
        if (OpenOptions == 1)
            return Decided(-1, CampaignGroup.Policy, "none-open", "no treatment may be given: each option says why");
        return Decided(option, CampaignGroup.Policy, option < 0 ? "nothing-pays" : "best-net",
            option < 0 ? "no treatment that may be given is worth its price" : "worth most over its price");
    }

    public DecisionDraft Explore()
    {
        var pick = Randomisation.Pick(terms, inputs.Request.Consumer, inputs.Today.DayNumber, OpenOptions);
        var option = -1;
        while (pick > 0)
        {
            if (bars[++option] is null) pick--;
        }

        return Decided(option, CampaignGroup.Explore, "explore",
            "the consumer explores: an option that may be given, by chance");
    }

    public DecisionDraft Holdout() =>
        Decided(-1, CampaignGroup.Holdout, "holdout", "the consumer is held out, to be compared with");

    /// <summary>A scan decided for this consumer and day before: no new spend.</summary>
    /// <param name="option">What it decided.</param>
    /// <param name="group">In which group.</param>
    /// <param name="propensity">How probable that was.</param>
    public DecisionDraft Standing(int option, CampaignGroup group, double propensity) => new(
        Reply(Name(option), propensity, group, "standing", "the campaign decided for this consumer and day before",
            DayId), -1, -1, group, Spec.Pool, 0, 0, 0);

    /// <summary>The day's decision was asked for before: it is answered as it was.</summary>
    /// <param name="before">The answer.</param>
    /// <param name="encoded">The same in bytes.</param>
    /// <param name="group">The group that it was decided in.</param>
    public DecisionDraft Again(DecisionReply before, byte[] encoded, CampaignGroup group) =>
        new(before, -1, -1, group, Spec.Pool, 0, 0, 0) { Encoded = encoded };

    /// <summary>Nothing, where the campaign decides nothing at all: not even its fallback.</summary>
    public DecisionDraft Nothing(string code, string text) => Fallback(-1, code, text);

    /// <summary>
    /// The fallback, if it costs nothing and may be given: nothing is spent where nothing could be decided. What does
    /// something fills the day's place and counts as a contact.
    /// </summary>
    /// <param name="code">Why nothing could be decided.</param>
    /// <param name="text">The same in words.</param>
    /// <param name="isTaken">Whether the day has its decision already, which stays.</param>
    public DecisionDraft Fallback(string code, string text, bool isTaken = false)
    {
        var place = terms.IndexOf(Spec.Fallback);
        var isFree = place >= 0 && terms.Treatments[place].CostMicros == 0 && bars[place] is null && !isTaken;
        return Fallback(isFree ? place : -1, code, text);
    }

    /// <summary>Whether the pool's refusal leaves nothing to draw from.</summary>
    public bool IsBroke { get; private set; }

    /// <summary>Whether it leaves nothing that pays, where something would have paid.</summary>
    public bool IsBestWithheld { get; private set; }

    /// <summary>Bars the options that the pool refused to pay for.</summary>
    /// <param name="leastRefused">The least charge that it refused.</param>
    public void Withhold(long leastRefused)
    {
        var (best, open) = (Best(), OpenOptions);
        for (var t = 0; t < _options.Length; t++)
        {
            if (bars[t] is not null || Charge(t) < leastRefused) continue;
            bars[t] = Bars.Budget;
            _options[t] = _options[t] with { ExcludedBy = _options[t].ExcludedBy ?? Bars.Budget };
        }

        (IsBroke, IsBestWithheld) = (open > 1 && OpenOptions == 1, best >= 0 && Best() < 0);
    }

    private DecisionDraft Fallback(int option, string code, string text)
    {
        var row = option < 0 ? -1 : FreeRow;
        var id = row >= 0 ? DayId : DecisionId.Of(
            Spec.Id, inputs.Request.Consumer, inputs.Today.DayNumber, inputs.Request.RequestId);
        return new DecisionDraft(
            Reply(Name(option), 1, CampaignGroup.Fallback, code, text, id), row, row < 0 ? -1 : option,
            CampaignGroup.Fallback, Spec.Pool, 0, 0, 0);
    }

    private DecisionDraft Decided(int option, CampaignGroup group, string code, string text)
    {
        var isOpen = option < 0 || bars[option] is null;
        var propensity = Randomisation.Propensity(Spec, option, Best(), isOpen, OpenOptions);
        var (cost, charge) = option < 0 ? (0, 0) : (_costs[option], Charge(option));
        var value = option < 0 || _values[option] == CampaignColumns.Excluded ? 0 : _values[option];
        return new DecisionDraft(
            Reply(Name(option), propensity, group, code, text, DayId), FreeRow, option, group, Spec.Pool, charge,
            cost, value, new DraftFigures(_day, Best(), Open(), propensity, _untreated, _values))
        {
            StakeMicros = Stake(),
        };
    }

    /// <summary>
    /// What is kept for an option: where a conversion makes the cost due, what it then costs; chosen is by what is
    /// expected.
    /// </summary>
    private long Charge(int option) => Math.Max(_costs[option], terms.Treatments[option].CostMicros);

    private long Stake()
    {
        var most = 0L;
        for (var t = 0; t < bars.Length; t++) most = bars[t] is null ? Math.Max(most, Charge(t)) : most;
        return most;
    }

    /// <summary>
    /// The treatment that may be given with the most net value above 0; the first of equals; -1 for none.
    /// </summary>
    private int Best()
    {
        var (best, most) = (-1, 0.0);
        for (var t = 0; t < _values.Length; t++)
        {
            if (bars[t] is not null || _values[t] == CampaignColumns.Excluded) continue;
            var net = _values[t] - (price * _costs[t]);
            if (net > most) (best, most) = (t, net);
        }

        return best;
    }

    private DecisionOption Option(int t, ReadOnlySpan<OutcomeEffect> effects)
    {
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

        var (name, known) = (Name(t), Words.Of(identified));
        if (_values[t] == CampaignColumns.Excluded)
            return new DecisionOption(name, null, null, null, cost, null, bars[t] ?? Bars.NoOverlap, known);
        var value = Micros.ToDouble(_values[t]);
        return new DecisionOption(name, value, value - Math.Sqrt(low), value + Math.Sqrt(high), cost,
            value - (price * cost), bars[t], known);
    }

    private DecisionReply Reply(
        string treatment, double propensity, CampaignGroup group, string code, string text, UInt128 id) => new(
        DecisionId.Text(id), treatment, propensity, Words.Of(group), code, text, _options, price, inputs.Pool, AsOf,
        inputs.Now.AddHours(Spec.ExpiresHours), null);

    private static int OpenOf(string?[] bars)
    {
        var open = 0;
        foreach (var bar in bars) open += bar is null ? 1 : 0;
        return open;
    }

    private string Name(int option) => option < 0 ? Treatment.None.Name : terms.Treatments[option].Name;

    /// <summary>A bit a treatment that may be given.</summary>
    private ulong Open()
    {
        var open = 0UL;
        for (var t = 0; t < bars.Length; t++) open |= bars[t] is null ? 1UL << t : 0;
        return open;
    }

    private static double Square(double value) => value * value;
}
