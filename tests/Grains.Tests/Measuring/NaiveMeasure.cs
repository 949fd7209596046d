using WorldModel.Evaluation.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Measuring;
using WorldModel.Schema;

namespace WorldModel.Grains.Tests.Measuring;

/// <summary>Writes down all that happens, and makes the sums from it when asked.</summary>
internal sealed class NaiveMeasure(CampaignSpec spec, ConsumerSchema schema)
{
    private readonly Dictionary<int, (int Day, CampaignGroup Group, long Untreated)> _entered = [];
    private readonly List<Taken> _decisions = [];
    private readonly Dictionary<(int Row, int Day, int Outcome), List<long>> _held = [];

    private sealed record Taken(
        int Row, int Day, CampaignGroup Group, int Option, int Policy, ulong Eligible, double Propensity,
        long Untreated, long[] Values, long Cost, long Value, string Reason);

    /// <summary>A number that no other event has.</summary>
    public int NextId { get; private set; } = 1;

    public void Enter(int row, int day, CampaignGroup group, long untreated) => _entered[row] = (day, group, untreated);

    /// <summary>A consumer has one decision a day: a later one of the day takes the place of its outcomes.</summary>
    public void Decide(in MeasuredDecision decision, long[] values) => _decisions.Add(new Taken(
        decision.Row, decision.Day, decision.Group, decision.Option, decision.Policy, decision.Eligible,
        decision.Propensity, decision.Untreated, values, decision.CostMicros, decision.ValueMicros, decision.Reason));

    public void Observe(int row, int day, int outcome, long micros)
    {
        NextId++;
        if (!_held.TryGetValue((row, day, outcome), out var cell)) _held[(row, day, outcome)] = cell = [];
        cell.Add(micros);
    }

    public CampaignMoments Moments()
    {
        var moments = new CampaignMoments(spec.Treatments.Length);
        foreach (var (row, entered) in _entered)
        {
            var group = (int)entered.Group - 1;
            moments.Day(entered.Day).Enter(group, entered.Untreated);
            var total = 0L;
            var held = _held.Keys.Where(key => key.Row == row && key.Day >= entered.Day);
            foreach (var day in held.Select(key => key.Day).Distinct())
            {
                var worth = Enumerable.Range(0, 2).Sum(outcome => Worth(outcome, Cell(row, day, outcome)));
                moments.Day(day).Observe(group, 0, worth, entered.Untreated);
                total += worth;
            }

            moments.Groups[group].Add([1, total, entered.Untreated]);
        }

        foreach (var decision in _decisions) Count(moments, decision);
        foreach (var row in _entered.Keys) Value(moments, row);
        return moments;
    }

    private void Count(CampaignMoments moments, Taken decision)
    {
        moments.Count(decision.Reason);
        var day = moments.Day(decision.Day);
        day.Decisions++;
        day.SpendMicros += decision.Cost;
        if (decision.Group == CampaignGroup.Policy)
        {
            day.PolicySpendMicros += decision.Cost;
            day.ClaimedMicros += decision.Value;
        }

        if (decision.Group != CampaignGroup.Explore) return;
        int[] eligible = [-1, .. Enumerable.Range(0, 2).Where(t => (decision.Eligible >> t & 1) == 1)];
        moments.Explored[decision.Option + 1]++;
        foreach (var option in eligible)
            moments.ExploredExpected[option + 1] += (long)Math.Round(1e6 / eligible.Length);
    }

    private void Value(CampaignMoments moments, int row)
    {
        var decisions = _decisions.Where(d => d.Row == row && d.Group != CampaignGroup.Fallback).ToArray();
        if (decisions.Length == 0) return;
        var lines = Enumerable.Range(0, moments.Policies).Select(policy =>
        {
            var line = new long[OffPolicyValue.Width];
            (line[0], line[1]) = (1, decisions.Length);
            foreach (var d in decisions) Add(moments, policy, d, line);
            return line;
        }).ToArray();
        for (var policy = 0; policy < lines.Length; policy++)
        {
            lines[policy][5] = lines[policy][4] - lines[0][4];
            moments.Values[policy].Add(lines[policy]);
        }
    }

    private void Add(CampaignMoments moments, int policy, Taken d, long[] line)
    {
        var option = policy == moments.Policies - 1 ? d.Policy
            : policy > 0 && (d.Eligible >> (policy - 1) & 1) == 1 ? policy - 1 : -1;
        var added = option < 0 || d.Values[option] == CampaignColumns.Excluded ? 0 : d.Values[option];
        var expected = d.Untreated + added;
        line[4] += expected;
        if (option != d.Option) return;
        var weight = 1 / d.Propensity;
        var millionths = (long)Math.Round(weight * 1e6);
        line[3] += millionths;
        moments.SquaredWeights[policy] += (Int128)millionths * millionths;
        line[4] -= (long)Math.Round(weight * expected);
        for (var outcome = 0; outcome < 2; outcome++)
        {
            var window = schema.Outcomes[outcome].WindowDays;
            var cells = Enumerable.Range(d.Day, window).Select(day => Cell(d.Row, day, outcome)).ToArray();
            var rewards = window > 1 && schema.Outcomes[outcome].Kind == OutcomeKind.Binary
                ? [cells.Any(cell => cell != 0) ? StateEvent.One : 0]
                : cells;
            foreach (var micros in rewards)
            {
                var reward = (long)Math.Round(weight * Worth(outcome, micros));
                line[2] += reward;
                line[4] += reward;
            }
        }
    }

    /// <summary>What a day holds: of something that happens, whether it did.</summary>
    private long Cell(int row, int day, int outcome)
    {
        if (!_held.TryGetValue((row, day, outcome), out var cell)) return 0;
        return outcome == 0 ? Math.Min(StateEvent.One, cell.Sum()) : cell.Sum();
    }

    private long Worth(int outcome, long micros) =>
        (long)Math.Round(spec.Values[outcome].Value * spec.Values[outcome].Margin * micros);
}
