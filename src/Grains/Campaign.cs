using System.Buffers;
using WorldModel.Allocation;
using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Measuring;
using WorldModel.Schema;

namespace WorldModel.Grains;

/// <summary>
/// A campaign: estimate, allocate, decide. Each step asks shards and the allocator for work that they do once however
/// often they are asked, and writes down what came of it; a restart asks again and ends with the same decisions.
/// </summary>
public sealed class Campaign(string id, GrainServices services, IJournal journal) : ICampaign, IRecoverable
{
    private readonly GrainJournal _journal = new(journal);
    private CampaignState? _state;
    private ShardWork<EstimateReply>? _estimates;
    private ShardWork<DecideReply>? _decisions;
    private bool _isAdvancing;

    private double Progress =>
        _decisions?.Progress(reply => reply.Done ? 1 : (double)reply.RowsDone / Math.Max(1, reply.Rows))
        ?? _estimates?.Progress(reply => reply.Done ? 1 : (double)reply.RowsDone / Math.Max(1, reply.Rows))
        ?? (_state is { HasWork: true } ? 0 : 1);

    public async ValueTask<CampaignReply> Create(CampaignSpec spec)
    {
        if (spec.Id != id) return Refused(Problems.Invalid("id", spec.Id, id));
        if (_state is not null && !SpecCodec.Same(_state.Spec, spec))
            return Refused(Problems.Of(ProblemCode.Conflict, "id", id, "the same spec again, or an id of its own"));
        if (_state is not null) return await Durable();
        try
        {
            SpecChecks.Check(services.Schema, spec);
        }
        catch (InputException error)
        {
            return Refused(Problems.Invalid(error.Field, error.Value, error.Expected));
        }

        if (Rounds.Passed(spec, services.Clock.Today) is { } passed) return Refused(passed);
        var budget = spec.Budget is { } units ? Micros.From(units) : null;
        if (budget is { } micros && await Fund(spec.Pool, micros) is { } problem) return Refused(problem);
        // Somebody else may have created it meanwhile: then this is a repeat, or a conflict.
        if (_state is not null) return await Create(spec);
        Save(CampaignState.New(spec) with { BudgetMicros = budget ?? 0 });
        return await Durable();
    }

    public async ValueTask<CampaignReply> Request(string stage, DateOnly? day)
    {
        if (_state is null) return Unknown;
        if (CampaignState.Rank(stage) < 0 || stage == CampaignStage.Closed)
            return Refused(Problems.Invalid("stage", stage, $"one of {CampaignState.StageNames}"));
        if (day is not null && stage != CampaignStage.Estimated)
            return Refused(Problems.Invalid("day", day, "no day: only an estimate is for one"));
        if (_state.IsClosing) return Refused(WrongStage("a campaign that is not closed"));
        if ((stage == CampaignStage.Estimated || _state.Day is null)
            && Rounds.Check(_state, day, services.Clock.Today) is { } problem)
            return Refused(problem);
        var next = stage == CampaignStage.Estimated ? Rounds.Next(_state, day, services.Clock.Today) : null;
        var isMore = next is not null || CampaignState.Rank(stage) > CampaignState.Rank(_state.Requested);
        // What the pool keeps for a scan that was cut off is spent by that scan, whatever day it is.
        if (isMore && !_state.IsReserved && Rounds.Ended(_state.Spec, services.Clock.Today) is { } ended)
            return Refused(ended);
        if (next is { } first)
        {
            if (_state is { HasWork: true, IsBeingTold: false })
                return Refused(WrongStage("a campaign whose work is done"));
            (_estimates, _decisions) = (null, null);
            Save(_state.Next(first), WorkChange.Pending);
        }
        else if (isMore)
        {
            Save(_state with { Requested = stage, Day = _state.Day ?? day, Error = null }, WorkChange.Pending);
        }

        return await Durable();
    }

    public async ValueTask<CampaignReply> Close()
    {
        if (_state is null) return Unknown;
        if (!_state.IsClosing)
            Save(_state with { Requested = CampaignStage.Closed, Error = null }, WorkChange.Pending);
        return await Durable();
    }

    public async ValueTask<CampaignReply> Advance()
    {
        if (_state is null) return Unknown;
        if (_isAdvancing || !_state.HasWork) return await Durable();
        _isAdvancing = true;
        var requested = _state.Requested;
        try
        {
            // Where it was closed meanwhile, that is next, whatever became of the step.
            if (await Step(_state) is { } problem && _state.Requested == requested) Fail(problem);
        }
        finally
        {
            _isAdvancing = false;
        }

        return await Durable();
    }

    public async ValueTask<CampaignReply> Reprice(double? shadowPrice)
    {
        if (_state is not { } state) return Unknown;
        var isOpen = state is { Stage: CampaignStage.Allocated, HasWork: false, IsReserved: false }
            && Rounds.Ended(state.Spec, services.Clock.Today) is null;
        if (isOpen && state.Allocation!.ShadowPrice != shadowPrice)
        {
            var (part, budget) = await Ask(state, pool => pool.Part(id));
            if (part.Problem is not null) return Refused(part.Problem);
            // Where something else was asked of it meanwhile, that goes first: the price comes with it, or next time.
            if (ReferenceEquals(_state, state) && !state.Has(part, budget))
                Save(state.Repriced(part, budget), WorkChange.Pending);
        }

        return await Durable();
    }

    public ValueTask<CampaignReply> Status() => ValueTask.FromResult(Reply());

    public async ValueTask<CampaignReport> Report()
    {
        if (_state is null) return new CampaignReport(null, [], [], null, [], Unknown.Problem);
        if (_state.Model is null) return CampaignReporter.Report(_state, StatusOf(_state), null);
        var replies = await FanOut.Ask(services.Grains.ShardCount, services.Limits.ShardsAtOnce,
            shard => services.Grains.Shard(shard).ReportMoments(id));
        var pool = await services.Grains.Allocator(_state.Spec.Pool).Status();
        var moments = new CampaignMoments(CampaignTerms.Of(services.Schema, _state.Spec).Treatments.Count);
        foreach (var reply in replies)
        {
            // A shard that the estimate has not come to yet has nothing to tell.
            if (reply.Problem is null) moments.Add(MomentsCodec.Decode(reply.Sums.Span));
        }

        var status = StatusOf(_state);
        status = status with { Notes = [.. status.Notes, .. await ShadowNotes()] };
        return CampaignReporter.Report(_state, status, Measurer.Of(services.Schema, _state, moments, pool));
    }

    /// <summary>A snapshot without a byte is of a campaign that was being created.</summary>
    public void Restore(ReadOnlySpan<byte> snapshot)
    {
        if (!snapshot.IsEmpty) Apply(snapshot);
    }

    public void Apply(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        GrainJournal.Expect(ref reader, CampaignCodec.State);
        _state = CampaignCodec.Read(ref reader);
    }

    public void Activated()
    {
    }

    public void Snapshot(IBufferWriter<byte> to)
    {
        if (_state is null) return;
        var writer = _journal.Begin(CampaignCodec.State);
        CampaignCodec.Write(writer, _state);
        writer.CopyTo(to);
    }

    private CampaignReply Unknown => new(null, Problems.Of(
        ProblemCode.UnknownCampaign, "campaign", id, "a campaign that was created"));

    private Problem WrongStage(string expected) =>
        Problems.Of(ProblemCode.WrongStage, "campaign", id, expected);

    private ValueTask<Problem?> Step(CampaignState state) => state.Stage switch
    {
        _ when state.IsClosing => CloseShards(state),
        CampaignStage.Created when state.Model is null => Pin(state),
        CampaignStage.Created => Estimate(state),
        CampaignStage.Estimated when state.Allocation is null => Allocate(state),
        CampaignStage.Estimated => SetPrice(state),
        CampaignStage.Allocated when !state.IsReserved => Reserve(state),
        _ => Decide(state),
    };

    /// <summary>Gives a pool its budget; one that has another already keeps it.</summary>
    private async ValueTask<Problem?> Fund(string pool, long micros)
    {
        var allocator = services.Grains.Allocator(pool);
        var status = await allocator.Status();
        if (status.BudgetMicros == micros) return null;
        return status.BudgetMicros == 0
            ? (await allocator.SetBudget(micros)).Problem
            : Problems.Of(ProblemCode.Conflict, "budget", Micros.ToUnits(micros),
                $"{Micros.ToUnits(status.BudgetMicros)}, which its pool has already, or no budget: the pool's counts");
    }

    private async ValueTask<Problem?> Pin(CampaignState state)
    {
        var model = await services.Grains.Model(state.Spec.Model).Status();
        if (model.Live is null)
            return Problems.Of(ProblemCode.NoModel, "model", state.Spec.Model, "a name under which a model is live");
        var day = state.Day ?? Rounds.FirstDay(state.Spec, services.Clock.Today);
        if (day > state.Spec.Until)
            return Problems.Invalid("day", Days.Text(day), $"{Days.Text(state.Spec.Until.Value)} or earlier");
        Save(_state! with { Model = model.Live, Day = day });
        return null;
    }

    private async ValueTask<Problem?> Estimate(CampaignState state)
    {
        _estimates ??= new ShardWork<EstimateReply>(services.Grains, services.Limits);
        var order = new EstimateOrder(state.Spec, state.Model!, state.Day!.Value, state.Round);
        var problem = await _estimates.Step(async shard =>
        {
            var reply = await services.Grains.Shard(shard).Estimate(order);
            return (reply, reply.Done, reply.Problem);
        });
        if (problem is not null || !_estimates.IsDone) return problem;
        var audience = _estimates.Replies.Sum(reply => (long)reply.Audience);
        var spent = _estimates.Replies.Sum(reply => reply.SpentMicros);
        var joined = await services.Grains.Allocator(state.Spec.Pool).Join(id);
        if (joined.Problem is not null) return joined.Problem;
        // What is under way from here on is not the estimate: its progress is over.
        _estimates = null;
        Reach(CampaignStage.Estimated, _state! with { Audience = audience, ScanMicros = spent });
        return null;
    }

    private async ValueTask<Problem?> Allocate(CampaignState state)
    {
        // How many the audience are is known only now; from the first allocation on the pool is taken as it is found.
        if (state.BudgetMicros == 0 && BudgetOf(state) is { } budget
            && await Fund(state.Spec.Pool, budget) is { } problem)
            return problem;

        var (allocation, micros) = await Ask(state, pool => pool.Allocate(id));
        if (allocation.Problem is null) Save(_state!.Repriced(allocation, micros));
        return allocation.Problem;
    }

    private async ValueTask<Problem?> SetPrice(CampaignState state)
    {
        var order = OrderOf(state);
        var replies = await FanOut.Ask(services.Grains.ShardCount, services.Limits.ShardsAtOnce,
            shard => services.Grains.Shard(shard).SetPrice(order));
        // Of another round, or with another price by now: there is nothing to reach.
        if (!ReferenceEquals(_state!.Allocation, state.Allocation)) return null;
        if (replies.FirstOrDefault(reply => reply.Problem is not null) is { Problem: { } problem }) return problem;
        Reach(CampaignStage.Allocated, _state!);
        return null;
    }

    /// <summary>
    /// Keeps the spend; where the price is another by now, takes its part at that, and where single decisions took some
    /// of it meanwhile, allocates what is left.
    /// </summary>
    private async ValueTask<Problem?> Reserve(CampaignState state)
    {
        var allocation = state.Allocation!;
        var request = new ReserveRequest(id, state.ScanMicros + allocation.SpendMicros, allocation.ShadowPrice);
        var reply = await services.Grains.Allocator(state.Spec.Pool).Reserve(request);
        if (reply.Problem is { Field: ReserveRequest.PriceField })
        {
            var (part, budget) = await Ask(state, pool => pool.Part(id));
            if (part.Problem is null) Save(_state!.Repriced(part, budget));
            return part.Problem;
        }

        // What stands still for a while keeps its allocation.
        if (reply.Problem is { Code: ProblemCode.PoolStopped } stopped) return stopped;
        Save(reply.Problem is null
            ? _state! with { IsReserved = true }
            : _state! with { Stage = CampaignStage.Estimated, Allocation = null });
        return null;
    }

    /// <summary>What it has of the pool, and of what budget that is.</summary>
    private async ValueTask<(AllocationReply Reply, long BudgetMicros)> Ask(
        CampaignState state, Func<IAllocator, ValueTask<AllocationReply>> ask)
    {
        var pool = services.Grains.Allocator(state.Spec.Pool);
        return (await ask(pool), (await pool.Status()).BudgetMicros);
    }

    private async ValueTask<Problem?> Decide(CampaignState state)
    {
        _decisions ??= new ShardWork<DecideReply>(services.Grains, services.Limits);
        var order = OrderOf(state);
        var allocator = services.Grains.Allocator(state.Spec.Pool);
        var problem = await _decisions.Step(async shard =>
        {
            var reply = await services.Grains.Shard(shard).Decide(order);
            if (reply.Problem is not null || !reply.Done) return (reply, false, reply.Problem);
            var commit = await allocator.Commit(new CommitRequest(id, shard, reply.SpendMicros));
            return (reply, commit.Problem is null, commit.Problem);
        });
        if (problem is not null || !_decisions.IsDone) return problem;
        var left = await allocator.Reserve(new ReserveRequest(id, 0));
        if (left.Problem is not null) return left.Problem;
        Reach(CampaignStage.Decided, _state! with
        {
            Treatments = CampaignReporter.Sum(_decisions.Replies.Select(reply => reply.Treatments)),
            Groups = CampaignReporter.Sum(_decisions.Replies.Select(reply => reply.Groups)),
        });
        _decisions = null;
        return null;
    }

    /// <summary>Tells every shard that it is over and takes over what each decided; no money is kept then.</summary>
    private async ValueTask<Problem?> CloseShards(CampaignState state)
    {
        var allocator = services.Grains.Allocator(state.Spec.Pool);
        var replies = await FanOut.Ask(services.Grains.ShardCount, services.Limits.ShardsAtOnce, async shard =>
        {
            var reply = await services.Grains.Shard(shard).Close(new CloseOrder(state.Spec));
            if (reply.Problem is not null || reply.SpendMicros == 0) return reply;
            var commit = await allocator.Commit(new CommitRequest(id, shard, reply.SpendMicros));
            return reply with { Problem = commit.Problem };
        });
        if (replies.FirstOrDefault(reply => reply.Problem is not null) is { Problem: { } problem }) return problem;
        var left = await allocator.Reserve(new ReserveRequest(id, 0));
        if (left.Problem is not null) return left.Problem;
        await allocator.Leave(id);
        (_estimates, _decisions) = (null, null);
        Reach(CampaignStage.Closed, _state! with
        {
            Treatments = CampaignReporter.Sum(replies.Select(reply => reply.Treatments)),
            Groups = CampaignReporter.Sum(replies.Select(reply => reply.Groups)),
        });
        return null;
    }

    private static DecideOrder OrderOf(CampaignState state) => new(
        state.Spec.Id, state.Allocation!.ShadowPrice, state.Allocation.Cut, state.Allocation.Filled);

    private static long? BudgetOf(CampaignState state) =>
        // Past what a pool can hold the product must be refused there, not wrap into some other budget.
        state.Spec.BudgetPerConsumer is { } each && Micros.From(each) is { } micros
            ? (long)Int128.Min((Int128)micros * state.Audience, long.MaxValue)
            : null;

    private void Reach(string stage, CampaignState state)
    {
        var next = state with { Stage = stage };
        Save(next, next.HasWork ? WorkChange.None : WorkChange.Done);
    }

    private void Fail(Problem problem) => Save(
        _state! with
        {
            Requested = _state.Stage,
            Error = $"{problem.Code}: {problem.Field}: got {problem.Value ?? "nothing"}, expected {problem.Expected}",
        },
        WorkChange.Done);

    private void Save(CampaignState next, WorkChange work = WorkChange.None)
    {
        _state = next;
        CampaignCodec.Write(_journal.Begin(CampaignCodec.State), next);
        _ = _journal.Commit(work);
    }

    private async ValueTask<CampaignReply> Durable()
    {
        var reply = Reply();
        await _journal.Last;
        return reply;
    }

    private CampaignReply Reply() =>
        _state is null ? Unknown : new CampaignReply(StatusOf(_state), null);

    private CampaignReply Refused(Problem problem) =>
        new(_state is null ? null : StatusOf(_state), problem);

    private CampaignStatus StatusOf(CampaignState state) =>
        CampaignReporter.Status(state, Progress) with
        {
            Notes = [.. CampaignReporter.MoneyNotes(state), .. GuardNotes(state)],
        };

    private async ValueTask<IEnumerable<string>> ShadowNotes()
    {
        var replies = await FanOut.Ask(services.Grains.ShardCount, services.Limits.ShardsAtOnce,
            shard => services.Grains.Shard(shard).Shadows(id));
        return ShadowReport.Merge(replies).Select(ShadowReport.Note);
    }

    /// <summary>Of the round's model; before there is one, of the one that is live.</summary>
    private string[] GuardNotes(CampaignState state)
    {
        var model = state.Model is { } hash ? services.Models.Find(hash) : services.Models.Live(state.Spec.Model);
        return PlausibilityGuard.Note(state.Spec, model) is { } note ? [note] : [];
    }
}
