using System.Buffers;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Leases;
using WorldModel.Grains.Measuring;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// The host and mailbox of a shard's consumers. What a message does is in the classes it hands to; this one says when:
/// apply and append in one synchronous section, yield between slices, answer when durable.
/// </summary>
public sealed class ConsumerShard : IConsumerShard, IRecoverable
{
    private readonly int _shard;
    private readonly GrainServices _services;
    private readonly GrainJournal _journal;
    private readonly ShardState _state;
    private readonly BeliefColumn _beliefs;
    private readonly Observing _observing;
    private readonly Asking _asking;
    private readonly Estimating _estimating;
    private readonly Probing _probing;
    private readonly StepPages _pages;
    private readonly Leasing _leasing;
    private readonly Claiming _claiming;
    private readonly Listing _listing;
    private readonly SingleDeciding _deciding;

    public ConsumerShard(int shard, GrainServices services, IJournal journal)
    {
        _shard = shard;
        _services = services;
        _journal = new GrainJournal(journal);
        _state = new ShardState(services.Schema);
        _beliefs = new BeliefColumn(_state.Rows);
        _observing = new Observing(shard, _state, services);
        _asking = new Asking(_state, _beliefs, services);
        _estimating = new Estimating(_state, _beliefs, services.Limits);
        _probing = new Probing(_state, services.Limits);
        _pages = new StepPages(_state, services.Limits);
        _leasing = new Leasing(shard, _state, services, _journal);
        _claiming = new Claiming(_state, services, _journal);
        _listing = new Listing(_state, _journal);
        _deciding = new SingleDeciding(_state, _beliefs, services, _journal, _leasing, _claiming);
    }

    /// <summary>What the records made, for tests to compare.</summary>
    internal ShardState State => _state;

    /// <summary>What is cached, for tests to count.</summary>
    internal BeliefColumn Beliefs => _beliefs;

    public ValueTask<ObserveReply> Observe(ObserveBatch batch)
    {
        var today = _services.Clock.Today;
        return ApplyAll(batch.Events.Length, ShardRecords.Events,
            (i, writer) => _observing.Observe(batch.Events[i], i, today, writer));
    }

    public ValueTask<ObserveReply> PutProfiles(ProfileBatch batch) =>
        ApplyAll(batch.Profiles.Length, ShardRecords.Profiles,
            (i, writer) => _observing.PutProfile(batch.Profiles[i], i, writer));

    public async ValueTask<BeliefReply> Belief(BeliefQuery query) =>
        new(await Answer(query.Consumers, consumer => _asking.Belief(consumer, query.Day)));

    public async ValueTask<PlausibilityReply> Plausibility(BeliefQuery query) =>
        new(await Answer(query.Consumers, consumer => _asking.Plausibility(consumer, query.Day)));

    public async ValueTask<CounterfactualReply> Counterfactual(CounterfactualQuery query) =>
        new(await Answer(query.Subjects, subject => _asking.Counterfactual(subject, query)));

    public async ValueTask<EstimateReply> Estimate(EstimateOrder order)
    {
        if (Begin(order) is { } problem) return new EstimateReply(0, 0, 0, 0, false, problem);
        var columns = _state.Campaigns[order.Spec.Id];
        for (var rows = 0; columns.Estimated < columns.Rows && rows < _services.Limits.EstimateRowsPerCall;)
        {
            if (rows > 0) await Task.Yield();
            if (columns.IsClosed || columns.Estimated == columns.Rows) break;
            if (_services.Models.Find(columns.Model) is not { } model)
            {
                return Reply(columns, Problems.Of(
                    ProblemCode.UnknownModel, "model", columns.Model, "a model that this host has loaded"));
            }

            _estimating.WriteSlice(_journal.Begin(ShardRecords.EstimateSlice), columns, model);
            Commit();
            rows += _services.Limits.EstimateRowsPerSlice;
        }

        var reply = Reply(columns, null);
        await _journal.Last;
        return reply;
    }

    public ValueTask<ProbeReply> Probe(ProbeQuery query)
    {
        var problem = Estimated(query.Campaign, out var columns);
        // What has ended decides nothing any more: its share of a budget is the others'.
        problem ??= Rounds.Ended(columns!.Spec, _services.Clock.Today);
        return problem is null
            ? _probing.Probe(columns!, query.Prices)
            : ValueTask.FromResult(new ProbeReply(default, default, default, 0, 0, 0, 0, 0, problem));
    }

    public ValueTask<IncrementPage> Increments(IncrementQuery query) =>
        Estimated(query.Campaign, out var columns) is { } problem
            ? ValueTask.FromResult(new IncrementPage([], -1, problem))
            : _pages.Bracket(columns!, query);

    public ValueTask<IncrementPage> Fill(FillQuery query) => Estimated(query.Campaign, out var columns) is { } problem
        ? ValueTask.FromResult(new IncrementPage([], -1, problem))
        : _pages.Fill(columns!, query);

    public async ValueTask<PriceReply> SetPrice(DecideOrder order)
    {
        var problem = Price(order);
        await _journal.Last;
        return new PriceReply(problem);
    }

    public async ValueTask<DecideReply> Decide(DecideOrder order)
    {
        if ((Price(order) ?? Stopped(order.Campaign)) is { } problem)
            return new DecideReply(0, 0, false, 0, 0, [], [], problem);
        var columns = _state.Campaigns[order.Campaign];
        for (var rows = 0; columns.Decided < columns.Rows && rows < _services.Limits.DecideRowsPerCall;)
        {
            if (rows > 0) await Task.Yield();
            // It may have been stopped meanwhile.
            if (Stopped(order.Campaign) is { } stopped) return new DecideReply(0, 0, false, 0, 0, [], [], stopped);
            var writer = _journal.Begin(ShardRecords.DecideSlice);
            writer.String(order.Campaign);
            writer.Count(Math.Min(columns.Rows, columns.Decided + _services.Limits.ScanRowsPerSlice));
            Commit();
            rows += _services.Limits.ScanRowsPerSlice;
        }

        var totals = columns.Totals.Treatments(columns.Terms);
        var reply = new DecideReply(
            columns.Decided, columns.Rows, columns.Decided == columns.Rows, columns.ScanSpend,
            totals.Sum(total => total.ValueMicros), totals, columns.Totals.Groups(), null);
        await _journal.Last;
        return reply;
    }

    public ValueTask<DecisionPage> Decisions(DecisionQuery query) => ValueTask.FromResult(
        Estimated(query.Campaign, out var columns) is { } problem
            ? new DecisionPage([], -1, problem)
            : DecisionPages.Page(_state, columns!, query, _services.Limits.PageItems));

    public async ValueTask<CloseReply> Close(CloseOrder order)
    {
        if (_state.Campaigns.GetValueOrDefault(order.Spec.Id)?.IsClosed != true)
        {
            ShardRecords.WriteClose(
                _journal.Begin(ShardRecords.Close), order.Spec, _services.Clock.Today.DayNumber);
            Commit();
        }

        var columns = _state.Campaigns[order.Spec.Id];
        var reply = new CloseReply(
            columns.ScanSpend, columns.Totals.Treatments(columns.Terms), columns.Totals.Groups(), null);
        await _journal.Last;
        return reply;
    }

    public ValueTask<ObserveReply> PutAudience(AudienceBatch batch) => _listing.Put(batch);

    public ValueTask<ClaimReply> Claim(ClaimBatch batch) => _claiming.Claim(batch);

    public ValueTask<DecisionReply> DecideOne(DecisionRequest request) => _deciding.Decide(request);

    public ValueTask<SweepReply> Sweep()
    {
        _claiming.Sweep();
        return _leasing.Sweep();
    }

    public ValueTask<RecallReply> Recall(RecallRequest request) => _leasing.Recall(request);

    public async ValueTask<MomentsReply> ReportMoments(string campaign)
    {
        if (!_state.Measures.TryGetValue(campaign, out var measure))
        {
            return new MomentsReply(default, Problems.Of(
                ProblemCode.UnknownCampaign, "campaign", campaign, "a campaign that is estimated"));
        }

        var sums = new CampaignMoments(measure.Sums.Options);
        await Scanner.Scan(measure.Rows, _services.Limits, (from, to) => measure.AddRows(sums, from, to));
        sums.Add(measure.Sums);
        return new MomentsReply(MomentsCodec.Encode(sums), null);
    }

    public async ValueTask<ForgetReply> Forget(string consumer)
    {
        var row = _state.Rows.Find(consumer);
        if (row >= 0)
        {
            _journal.Begin(ShardRecords.Forget).Count(row);
            Commit();
            _beliefs.Forget(row);
        }

        var existed = _listing.Forget(consumer) || row >= 0;
        await _journal.Last;
        return new ForgetReply(existed);
    }

    public ValueTask<ShadowReply> Shadows(string campaign) => ValueTask.FromResult(new ShadowReply(
        _state.Campaigns.TryGetValue(campaign, out var columns) ? columns.Shadows.Tallies(columns.Terms) : []));

    public ValueTask<ShardStatus> Status()
    {
        var counters = _observing.Counters;
        DateOnly? last = _state.LastDay == 0 ? null : DateOnly.FromDayNumber(_state.LastDay);
        var bytes = _state.Rows.States.Bytes + _state.Rows.Events.Bytes + _state.Contacts.Bytes + _beliefs.Bytes
            + _state.Campaigns.Values.Sum(columns => columns.Bytes)
            + _state.Measures.Values.Sum(measure => measure.Bytes);
        return ValueTask.FromResult(new ShardStatus(
            _shard, _state.Rows.Ids.Live, counters.Applied, counters.Merged, counters.Repeated, counters.Late,
            counters.Future, counters.Refused, last, bytes));
    }

    public void Restore(ReadOnlySpan<byte> snapshot) => ShardSnapshot.Read(_state, snapshot);

    public void Apply(ReadOnlySpan<byte> record) => ShardRecords.Apply(_state, record);

    public void Activated()
    {
    }

    public bool HasForgotten => _state.HasForgotten;

    public void Snapshot(IBufferWriter<byte> to)
    {
        _state.HasForgotten = false;
        var writer = new RecordWriter();
        ShardSnapshot.Write(_state, writer);
        writer.CopyTo(to);
    }

    /// <summary>
    /// Applies items in order, a record and a turn a slice; the good ones of a batch count, whatever the others.
    /// </summary>
    private async ValueTask<ObserveReply> ApplyAll(int count, byte kind, Func<int, RecordWriter, Problem?> apply)
    {
        var before = Counts();
        var (applied, merged, repeated) = (0L, 0L, 0L);
        var refused = new List<RefusedItem>();
        for (var from = 0; from < count; from += _services.Limits.EventsPerSlice)
        {
            if (from > 0)
            {
                await Task.Yield();
                before = Counts();
            }

            // Its own record, before this one begins: a delivery is judged by what has expired.
            _leasing.Expire();
            var writer = _journal.Begin(kind);
            var empty = writer.Length;
            try
            {
                for (var i = from; i < Math.Min(count, from + _services.Limits.EventsPerSlice); i++)
                {
                    if (apply(i, writer) is { } problem) refused.Add(new RefusedItem(i, problem));
                }
            }
            finally
            {
                // Whatever stops a batch, what it has applied is journalled.
                if (writer.Length > empty) _ = _journal.Commit();
            }

            var after = Counts();
            applied += after.Applied - before.Applied;
            merged += after.Merged - before.Merged;
            repeated += after.Repeated - before.Repeated;
        }

        await _journal.Last;
        return new ObserveReply((int)applied, (int)merged, (int)repeated, [.. refused]);
    }

    private (long Applied, long Merged, long Repeated) Counts()
    {
        var counters = _observing.Counters;
        return (counters.Applied + counters.Profiles, counters.Merged, counters.Repeated);
    }

    private async ValueTask<TAnswer[]> Answer<TSubject, TAnswer>(TSubject[] subjects, Func<TSubject, TAnswer> answer)
    {
        var answers = new TAnswer[subjects.Length];
        for (var i = 0; i < subjects.Length; i++)
        {
            if (i > 0 && i % _services.Limits.AskedPerSlice == 0) await Task.Yield();
            answers[i] = answer(subjects[i]);
        }

        return answers;
    }

    private static EstimateReply Reply(CampaignColumns columns, Problem? problem) => new(
        columns.Estimated, columns.Rows, columns.Audience, columns.ScanSpend,
        problem is null && columns.Estimated == columns.Rows, problem);

    /// <summary>Begins a round of a campaign, or finds that it was begun by the same order.</summary>
    private Problem? Begin(EstimateOrder order)
    {
        if (_state.Campaigns.TryGetValue(order.Spec.Id, out var columns))
        {
            if (columns.IsClosed)
            {
                return Problems.Of(
                    ProblemCode.WrongStage, "campaign", order.Spec.Id, "a campaign that is not closed");
            }

            var isSame = columns.Round == order.Round && columns.Model == order.Model
                && columns.Day == order.Day.DayNumber;
            if (order.Round < columns.Round || (order.Round == columns.Round && !isSame)
                || !SpecCodec.Same(columns.Spec, order.Spec))
            {
                return Problems.Of(ProblemCode.Conflict, "campaign", order.Spec.Id,
                    "the spec, round, model and day that its estimate began with");
            }

            if (isSame) return null;
        }

        try
        {
            CampaignTerms.Of(_services.Schema, order.Spec);
        }
        catch (InputException error)
        {
            return Problems.Invalid(error.Field, error.Value, error.Expected);
        }

        ShardRecords.WriteBegin(_journal.Begin(ShardRecords.EstimateBegin), order);
        Commit();
        return null;
    }

    private Problem? Estimated(string campaign, out CampaignColumns? columns)
    {
        if (!_state.Campaigns.TryGetValue(campaign, out columns))
            return Problems.Of(ProblemCode.UnknownCampaign, "campaign", campaign, "a campaign that is estimated");
        return columns is { IsClosed: false, Round: > 0 } && columns.Estimated == columns.Rows ? null : Problems.Of(
            ProblemCode.WrongStage, "campaign", campaign, "a campaign whose estimate is done, and that is not closed");
    }

    /// <summary>Makes a price and cut known; another one is welcome until the first row is decided by it.</summary>
    private Problem? Price(DecideOrder order)
    {
        if (Estimated(order.Campaign, out var columns) is { } problem) return problem;
        if (order.Cut is null) return Problems.Invalid("cut", null, "a place in the order of steps");
        if (columns!.Rule?.Same(order) == true) return null;
        if (columns.Decided > 0)
            return Problems.Of(ProblemCode.Conflict, "shadowPrice", order.ShadowPrice, "the price decided by already");
        ShardRecords.WritePrice(_journal.Begin(ShardRecords.Price), order);
        Commit();
        return null;
    }

    /// <summary>A pool that is stopped pays for no scan; one that is under way goes on when the pool does.</summary>
    private Problem? Stopped(string campaign)
    {
        var pool = _state.Campaigns[campaign].Spec.Pool;
        return _state.Leases.IsStopped(pool)
            ? Problems.Of(
                ProblemCode.PoolStopped, "pool", pool, "a pool that is not stopped: ask again once it goes on")
            : null;
    }

    private void Commit()
    {
        ShardRecords.Apply(_state, _journal.Written);
        _ = _journal.Commit();
    }
}
