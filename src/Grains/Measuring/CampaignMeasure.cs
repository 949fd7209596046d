using WorldModel.Allocation;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Journal;
using WorldModel.Schema;

namespace WorldModel.Grains.Measuring;

/// <summary>
/// What a shard keeps to measure a campaign by. A consumer comes in when the campaign first sees it, in the group that
/// its id draws; all that it then does is counted, whatever it gets (intent to treat). Of each decision the outcomes
/// inside their windows are counted towards every policy that would have given the same (off-policy).
/// </summary>
/// <remarks>
/// State is made of records alone: an estimate or decision brings a consumer in, an event changes what a day holds, and
/// a day's worth after less before is what is added, so late events and taken-back ones come out right. All is whole
/// micro-units. A row takes 16 bytes; from its first decision on 12 more a policy (the treatments, nothing, the
/// campaign's own), and the pending decisions. What is forgotten goes into the sums and leaves its row.
/// </remarks>
internal sealed class CampaignMeasure
{
    private const int Worth = 0;
    private const int Known = 1;
    private const int PerPolicy = 3;
    private const int GroupBits = 3;

    private readonly CampaignTerms _terms;
    private readonly StateLayout _layout;
    private readonly OutcomeWindow[] _outcomes;
    private readonly int _longest;
    private readonly long[] _policies;
    private Chunked<Head> _heads = new(1);
    private NarrowColumn _worths = new(Known + 1);
    private NarrowColumn _scores;

    public CampaignMeasure(CampaignTerms terms, StateLayout layout)
    {
        (_terms, _layout) = (terms, layout);
        _outcomes = OutcomeWindow.Of(terms, layout.Schema);
        _longest = _outcomes.Max(outcome => outcome.Days);
        Pending = new PendingDecisions(
            _longest + layout.Schema.LatenessDays, _outcomes.Count(outcome => outcome.Counter >= 0));
        LastDay = terms.Spec.Until is { } until ? until.DayNumber + _longest - 1 : int.MaxValue;
        Sums = new CampaignMoments(terms.Treatments.Count);
        _policies = new long[PerPolicy * Sums.Policies];
        _scores = new NarrowColumn(_policies.Length);
    }

    /// <summary>When and in which group a consumer came in (0: it has not), and the decisions taken since.</summary>
    private struct Head
    {
        public int Entered;
        public int Decisions;

        public readonly int Day => Entered >> GroupBits;

        /// <summary>Its place among policy, explore and hold-out.</summary>
        public readonly int Group => (Entered & ((1 << GroupBits) - 1)) - 1;
    }

    public CampaignTerms Terms => _terms;

    /// <summary>Sums over days and decisions; of consumers, those who are no rows any more.</summary>
    public CampaignMoments Sums { get; private set; }

    public PendingDecisions Pending { get; private set; }

    /// <summary>Rows up to here may hold a consumer.</summary>
    public int Rows { get; private set; }

    /// <summary>Ended: nobody comes in any more, and nothing is decided.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The last day whose outcomes count: that on which the last decision's longest window ends.</summary>
    public int LastDay { get; private set; }

    public long Bytes => _heads.Bytes + _worths.Bytes + _scores.Bytes + Pending.Bytes;

    private int OwnPolicy => Sums.Policies - 1;

    /// <summary>
    /// A consumer comes in, unless it is in already: in the group that it draws, with what was expected of it then.
    /// </summary>
    public void Enter(int row, int day, CampaignGroup group, long untreated, ReadOnlySpan<int> state)
    {
        if (IsClosed || IsIn(row)) return;
        Rows = Math.Max(Rows, row + 1);
        ref var head = ref _heads[row][0];
        head = new Head { Entered = (day << GroupBits) | (byte)group };
        Span<long> line = [0, untreated];
        Sums.Day(day).Enter(head.Group, untreated);
        // What is known of the day already counts as what comes later does.
        for (var held = day; held <= StateLayout.OpenDayOf(state); held++)
        {
            var worth = 0L;
            foreach (var outcome in _outcomes)
            {
                var micros = _layout.Held(state, held, outcome.Outcome);
                if (micros == 0) continue;
                Count(head, line, held, worth, outcome.Worth(micros));
                worth += outcome.Worth(micros);
            }
        }

        _worths.Put(row, line);
    }

    /// <summary>A decision is taken, of a consumer that is in.</summary>
    public void Decide(in MeasuredDecision decision, ReadOnlySpan<int> state)
    {
        if (IsClosed) return;
        Sums.Count(decision.Reason);
        var day = Sums.Day(decision.Day);
        day.Decisions++;
        day.SpendMicros += decision.CostMicros;
        if (decision.Group == CampaignGroup.Policy)
        {
            day.PolicySpendMicros += decision.CostMicros;
            day.ClaimedMicros += decision.ValueMicros;
        }

        if (decision.Group == CampaignGroup.Fallback || !IsIn(decision.Row)) return;
        if (decision.Group == CampaignGroup.Explore) Explore(decision);
        Score(decision);
        Pending.Put(decision);
        for (var held = decision.Day; held <= StateLayout.OpenDayOf(state); held++)
        {
            foreach (var outcome in _outcomes)
            {
                var micros = _layout.Held(state, held, outcome.Outcome);
                if (micros != 0) Reward(decision.Row, decision.Day, held, outcome, 0, micros);
            }
        }
    }

    /// <summary>A decision came to cost so much more than it was measured to, or less where it is negative.</summary>
    public void Correct(int day, CampaignGroup group, long micros)
    {
        var sums = Sums.Day(day);
        sums.SpendMicros += micros;
        if (group == CampaignGroup.Policy) sums.PolicySpendMicros += micros;
    }

    /// <summary>What a day of a consumer's holds of an outcome has changed; amounts are millionths.</summary>
    /// <param name="row">The consumer.</param>
    /// <param name="day">The day.</param>
    /// <param name="outcome">The outcome's place in the schema.</param>
    /// <param name="before">What it held.</param>
    /// <param name="after">What it holds.</param>
    /// <param name="state">The consumer's state, with what the day now holds.</param>
    public void Observe(int row, int day, int outcome, long before, long after, ReadOnlySpan<int> state)
    {
        if (before == after || !IsIn(row) || day > LastDay) return;
        var window = Array.Find(_outcomes, window => window.Outcome == outcome);
        var head = _heads[row][0];
        if (window is null || day < head.Day) return;
        var others = 0L;
        foreach (var other in _outcomes)
        {
            if (other.Outcome != outcome) others += other.Worth(_layout.Held(state, day, other.Outcome));
        }

        Span<long> line = stackalloc long[Known + 1];
        _worths.Get(row, line);
        Count(head, line, day, others + window.Worth(before), others + window.Worth(after));
        _worths.Put(row, line);
        for (var decided = day; decided > day - window.Days && decided > 0; decided--)
            Reward(row, decided, day, window, before, after);
    }

    /// <summary>A consumer is forgotten: what it did stays in the sums, and nothing that is its own.</summary>
    public void Forget(int row)
    {
        if (!IsIn(row)) return;
        AddRow(Sums, row);
        _heads.Wipe(row);
        _worths.Clear(row);
        _scores.Clear(row);
        Pending.Forget(row);
    }

    /// <summary>The campaign has ended on a day; the outcomes of what it decided are waited for.</summary>
    public void Close(int day)
    {
        if (IsClosed) return;
        (IsClosed, LastDay) = (true, Math.Min(LastDay, day + _longest - 1));
        if (Rows == 0) Drop();
    }

    /// <summary>Whether nothing that could still be told would count: its rows may go.</summary>
    public bool IsOver(int today) => IsClosed && Rows > 0 && today > LastDay + _layout.Schema.LatenessDays;

    /// <summary>Nothing more is waited for: the sums stay, the rows go.</summary>
    public void Settle()
    {
        AddRows(Sums, 0, Rows);
        Drop();
    }

    /// <summary>Adds the sums of rows to moments; <see cref="Sums"/> has all the rest.</summary>
    public void AddRows(CampaignMoments to, int from, int until)
    {
        for (var row = from; row < Math.Min(until, Rows); row++)
        {
            if (IsIn(row)) AddRow(to, row);
        }
    }

    /// <summary>Takes back what was stored; rows follow.</summary>
    public void Restore(CampaignMoments sums, int rows, bool isClosed, int lastDay)
    {
        (Sums, Rows, IsClosed, LastDay) = (sums, rows, isClosed, lastDay);
        if (isClosed && rows == 0) Drop();
    }

    public bool IsIn(int row) => row < Rows && _heads.Peek(row) is [{ Entered: not 0 }];

    /// <summary>Stores a consumer that is in; what a decision makes only where there was one.</summary>
    public void WriteRow(int row, RecordWriter writer)
    {
        var head = _heads[row][0];
        Span<long> line = stackalloc long[Known + 1];
        _worths.Get(row, line);
        writer.Signed(head.Entered);
        writer.Signed(line[Worth]);
        writer.Signed(line[Known]);
        writer.Signed(head.Decisions);
        if (head.Decisions == 0) return;
        _scores.Get(row, _policies);
        foreach (var number in _policies) writer.Signed(number);
        Pending.Write(row, writer);
    }

    /// <summary>Reads a consumer back that was in.</summary>
    public void ReadRow(int row, ref RecordReader reader)
    {
        var entered = (int)reader.Signed();
        _worths.Put(row, [reader.Signed(), reader.Signed()]);
        _heads[row][0] = new Head { Entered = entered, Decisions = (int)reader.Signed() };
        if (_heads[row][0].Decisions == 0) return;
        foreach (ref var number in _policies.AsSpan()) number = reader.Signed();
        _scores.Put(row, _policies);
        Pending.Read(row, ref reader);
    }

    private void Drop()
    {
        Rows = 0;
        (_heads, _worths) = (new Chunked<Head>(1), new NarrowColumn(Known + 1));
        _scores = new NarrowColumn(_policies.Length);
        Pending = new PendingDecisions(1, 0);
    }

    private void Count(Head head, Span<long> line, int day, long before, long after)
    {
        line[Worth] += after - before;
        Sums.Day(day).Observe(head.Group, before, after, line[Known]);
    }

    /// <summary>What of each policy the expectations and the weights alone make.</summary>
    private void Score(in MeasuredDecision decision)
    {
        _heads[decision.Row][0].Decisions++;
        _scores.Get(decision.Row, _policies);
        var weight = 1 / decision.Propensity;
        var millionths = (long)Math.Round(weight * Micros.PerUnit);
        for (var policy = 0; policy < Sums.Policies; policy++)
        {
            var option = OptionOf(policy, decision.Policy, decision.Eligible);
            var sums = Policy(policy);
            sums[2] += decision.Expected(option);
            if (!IsCovered(decision, option)) Sums.Uncovered[policy]++;
            if (option != decision.Option) continue;
            sums[1] += millionths;
            sums[2] -= (long)Math.Round(weight * decision.Expected(option));
            Sums.SquaredWeights[policy] += (Int128)millionths * millionths;
        }

        _scores.Put(decision.Row, _policies);
    }

    /// <summary>The outcome of a decision's window has changed.</summary>
    private void Reward(int row, int decided, int day, OutcomeWindow outcome, long before, long after)
    {
        if (day >= decided + outcome.Days || !Pending.TryGet(row, decided, out var entry)) return;
        if (outcome.Counter >= 0)
        {
            ref var days = ref entry.Counters[outcome.Counter];
            var happened = days > 0;
            days += (after - before) / StateEvent.One;
            (before, after) = (happened ? StateEvent.One : 0, days > 0 ? StateEvent.One : 0);
        }

        var change = (long)Math.Round(entry.Weight * outcome.Worth(after))
            - (long)Math.Round(entry.Weight * outcome.Worth(before));
        if (change == 0) return;
        _scores.Get(row, _policies);
        for (var policy = 0; policy < Sums.Policies; policy++)
        {
            if (OptionOf(policy, entry.Policy, entry.Eligible) != entry.Option) continue;
            var sums = Policy(policy);
            sums[0] += change;
            sums[2] += change;
        }

        _scores.Put(row, _policies);
    }

    private void Explore(in MeasuredDecision decision)
    {
        Sums.Explored[decision.Option + 1]++;
        var options = 1;
        for (var option = 0; option < Sums.Options; option++) options += decision.IsEligible(option) ? 1 : 0;
        for (var option = -1; option < Sums.Options; option++)
        {
            if (decision.IsEligible(option))
                Sums.ExploredExpected[option + 1] += (long)Math.Round((double)Micros.PerUnit / options);
        }
    }

    /// <summary>What a policy gives: nothing, a treatment to whoever may get it, or what the campaign would.</summary>
    private int OptionOf(int policy, int own, ulong eligible)
    {
        if (policy == OwnPolicy) return own;
        return policy > 0 && (eligible & (1UL << (policy - 1))) != 0 ? policy - 1 : -1;
    }

    private bool IsCovered(in MeasuredDecision decision, int option) =>
        _terms.Spec.Explore > 0 || option == decision.Option
        || (option == decision.Policy && _terms.Spec.Holdout < 1) || (option < 0 && _terms.Spec.Holdout > 0);

    /// <summary>Of the row at hand and a policy: weighted rewards, weights, doubly robust scores.</summary>
    private Span<long> Policy(int policy) => _policies.AsSpan(policy * PerPolicy, PerPolicy);

    private void AddRow(CampaignMoments to, int row)
    {
        var head = _heads[row][0];
        Span<long> line = stackalloc long[Known + 1];
        _worths.Get(row, line);
        to.Groups[head.Group].Add([1, line[Worth], line[Known]]);
        if (head.Decisions == 0) return;
        _scores.Get(row, _policies);
        var nothing = Policy(0)[2];
        for (var policy = 0; policy < to.Policies; policy++)
        {
            var sums = Policy(policy);
            to.Values[policy].Add([1, head.Decisions, sums[0], sums[1], sums[2], sums[2] - nothing]);
        }
    }
}
