using System.Buffers;
using WorldModel.Allocation;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Money;

namespace WorldModel.Grains;

/// <summary>
/// One budget pool. Its book is changed by journalled records only; an allocation reads the shards and changes
/// nothing, so that it may be asked again at any time.
/// </summary>
public sealed class Allocator(string pool, GrainServices services, IJournal journal) : IAllocator, IRecoverable
{
    private readonly PoolBook _book = new(pool);
    private readonly GrainJournal _journal = new(journal);

    /// <summary>What found the price; null: nothing, or something before the last start.</summary>
    private CommonAllocation? _common;

    /// <summary>What the records made, for tests to compare.</summary>
    internal PoolBook Book => _book;

    public ValueTask<PoolReply> SetBudget(long micros) => SetTerms(micros, _book.Pace);

    public async ValueTask<PoolReply> SetTerms(long micros, PoolPace? pace)
    {
        if (BadTerms(micros, pace) is { } refused) return new PoolReply(_book.Status, refused);
        // A pace that comes stands before the budget that it bounds: under it the price stays.
        if (pace is not null) Set(pace);
        if (micros != _book.Budget)
        {
            _journal.Begin(PoolRecords.Budget).Int64(micros);
            Commit();
        }

        if (pace is null) Set(pace);
        return await Durable();
    }

    public async ValueTask<PoolReply> SetStopped(bool stopped)
    {
        if (stopped != _book.Stop.Stopped)
        {
            var writer = _journal.Begin(PoolRecords.Stop);
            writer.Int64(_book.Stop.Number + 1);
            writer.Bool(stopped);
            Commit();
        }

        await Recall([.. Enumerable.Range(0, services.Grains.ShardCount)]);
        return await Durable();
    }

    public async ValueTask<PoolSweep> Sweep()
    {
        var now = services.Clock.Now.UtcTicks;
        // Of a stopped pool too: whoever stopped it may have been cut off before every shard was told.
        await Recall([.. _book.Shards
            .Where(entry => entry.Value.Held > 0 && (_book.Stop.Stopped || entry.Value.ValidUntil <= now))
            .Select(entry => entry.Key)]);
        var sweep = new PoolSweep(_book.Status, _book.Price, _book.Stop.Stopped ? [] : [.. _book.Members]);
        await _journal.Last;
        return sweep;
    }

    public async ValueTask<PoolReply> Reserve(ReserveRequest request)
    {
        Roll();
        var money = _book.Campaigns.GetValueOrDefault(request.Campaign);
        var more = Math.Max(0, request.Micros - (money?.Committed ?? 0)) - (money?.Outstanding ?? 0);
        var status = _book.Status;
        if (request.ShadowPrice is { } price && price != _book.Price)
        {
            var found = _book.Price is { } now ? Numbers.Text(now) : "which is to be found";
            return new PoolReply(status, Problems.Of(ProblemCode.Conflict, ReserveRequest.PriceField, price,
                $"the price that the pool's campaigns share now, {found}"));
        }

        if (request.Micros < 0 || (more > 0 && more > _book.Free))
        {
            var most = _book.Free + (money?.Outstanding ?? 0) + (money?.Committed ?? 0);
            return new PoolReply(status, _book.Stop.Stopped ? Stopped : Problems.Of(ProblemCode.Conflict, "micros",
                request.Micros, $"at most {most}: the pool has no more, or its pace allows no more now"));
        }

        if (request.Micros != (money?.Reserved ?? 0))
        {
            var writer = _journal.Begin(PoolRecords.Reserve);
            writer.String(request.Campaign);
            writer.Int64(request.Micros);
            Commit();
        }

        return await Durable();
    }

    public async ValueTask<AllocationReply> Allocate(string campaign)
    {
        if (_book.Stop.Stopped) return new AllocationReply(0, null, [], 0, 0, 0, 0, [], 0, 0, Stopped);
        await Join(campaign);
        AllocationReply reply;
        do reply = await Search(campaign);
        // Another came to its end meanwhile: without it there is an allocation.
        while (reply.Problem is { Field: "campaign", Value: { } other } && other != campaign
            && _book.Members.Contains(campaign));
        await _journal.Last;
        return reply;
    }

    /// <summary>Searches the price of all that are priced now, and keeps it if it is still asked for by then.</summary>
    private async ValueTask<AllocationReply> Search(string campaign)
    {
        var changes = _book.Changes;
        string[] campaigns = [.. (await Priced(campaign)).Order(StringComparer.Ordinal)];
        Roll();
        var budget = _book.Free + (_book.Campaigns.GetValueOrDefault(campaign)?.Outstanding ?? 0);
        var shards = new PricedShards(services.Grains, campaigns);
        var search = new PriceSearch(shards, services.Limits, budget);
        var whole = WithLeased(await search.Run());
        var own = Array.IndexOf(campaigns, campaign);
        var reply = await CampaignPart.Of(shards, services.Limits, own, whole, search.Filled[own]);
        if (reply.Problem is not null || changes != _book.Changes) return reply;
        _common = new CommonAllocation(campaigns, whole, search.Filled);
        if (reply.ShadowPrice == _book.Price) return reply;
        _journal.Begin(PoolRecords.Price).Double(reply.ShadowPrice);
        Commit();
        return reply;
    }

    public async ValueTask<AllocationReply> Part(string campaign)
    {
        if (_book.Price is null || _common is not { } common || common.Place(campaign) is not (>= 0 and var own))
            return await Allocate(campaign);
        var shards = new PricedShards(services.Grains, common.Campaigns);
        return await CampaignPart.Of(shards, services.Limits, own, common.Whole, common.Filled[own]);
    }

    /// <summary>Says of a budget that is short what of it is out on leases.</summary>
    private AllocationReply WithLeased(AllocationReply reply)
    {
        var leased = _book.Status.LeasedMicros;
        return leased == 0 || reply.Problem is not { Field: "budget" } problem ? reply : reply with
        {
            Problem = problem with
            {
                Expected = $"{problem.Expected}; {Micros.ToUnits(leased)} more is leased to shards for single "
                    + "decisions, and what they do not draw on comes back within seconds",
            },
        };
    }

    public async ValueTask<PoolReply> Join(string campaign)
    {
        if (!_book.Members.Contains(campaign))
        {
            if (_book.Members.Count == PricedShards.MostCampaigns)
            {
                return new PoolReply(_book.Status, Problems.Invalid(
                    "campaign", campaign, $"at most {PricedShards.MostCampaigns} campaigns on a pool"));
            }

            _journal.Begin(PoolRecords.Join).String(campaign);
            Commit();
        }

        return await Durable();
    }

    public async ValueTask<PoolReply> Leave(string campaign)
    {
        if (_book.Members.Contains(campaign))
        {
            _journal.Begin(PoolRecords.Leave).String(campaign);
            Commit();
        }

        return await Durable();
    }

    public async ValueTask<LeaseReply> Lease(LeaseRequest request)
    {
        var account = _book.Find(request.Shard);
        var granted = account?.Granted ?? 0;
        if (Refusal(request.Shard, request.Epoch, request.KnownMicros) is { } refused)
            return Lease(request.Shard, refused);
        Roll();
        // A grant that the shard does not know of is answered again, not given again.
        var more = request.KnownMicros < granted ? 0 : Math.Clamp(request.WantedMicros, 0, _book.Free);
        var until = (services.Clock.Now + services.Limits.LeaseFor).UtcTicks;
        var renews = account is { Held: > 0 } && account.ValidUntil < until && !_book.Stop.Stopped;
        if (more > 0 || renews)
        {
            var writer = _journal.Begin(PoolRecords.Grant);
            writer.Count(request.Shard);
            writer.Int64(request.Epoch);
            writer.Int64(granted + more);
            writer.Int64(until);
            Commit();
        }

        var isShort = more == 0 && request.WantedMicros > 0 && request.KnownMicros == granted;
        var reply = Lease(request.Shard, isShort ? Shortage() : null);
        await _journal.Last;
        return reply;
    }

    public async ValueTask<LeaseReply> Settle(SettleRequest request)
    {
        var problem = Take(request);
        var reply = Lease(request.Shard, problem);
        await _journal.Last;
        return reply;
    }

    public async ValueTask<PoolReply> Commit(CommitRequest request)
    {
        var money = _book.Campaigns.GetValueOrDefault(request.Campaign);
        var more = request.Micros - (money?.CommittedBy(request.Shard) ?? 0);
        var status = _book.Status;
        if (more < 0 || more > status.RemainingMicros + (money?.Outstanding ?? 0))
        {
            return new PoolReply(status, Problems.Of(ProblemCode.Conflict, "micros", request.Micros,
                "not less than committed before, and within what is reserved for the campaign and free"));
        }

        if (more > 0)
        {
            var writer = _journal.Begin(PoolRecords.Commit);
            writer.String(request.Campaign);
            writer.Int32(request.Shard);
            writer.Int64(request.Micros);
            Commit();
        }

        return await Durable();
    }

    public ValueTask<PoolStatus> Status() => ValueTask.FromResult(_book.Status);

    public ValueTask<PoolDetail> Detail()
    {
        Roll();
        ShardLease[] leases = [.. _book.Shards.Where(entry => entry.Value.Held > 0).Select(entry => new ShardLease(
            entry.Key, entry.Value.Epoch, entry.Value.Held, At(entry.Value.ValidUntil)))];
        return ValueTask.FromResult(new PoolDetail(
            _book.Status, _book.Pace, _book.Free, _book.Stop.Stopped, leases, _book.Price, [.. _book.Members]));
    }

    public void Restore(ReadOnlySpan<byte> snapshot) => PoolRecords.Read(_book, snapshot);

    public void Apply(ReadOnlySpan<byte> record) => PoolRecords.Apply(_book, record);

    public void Activated()
    {
    }

    public void Snapshot(IBufferWriter<byte> to)
    {
        var writer = new RecordWriter();
        PoolRecords.Write(_book, writer);
        writer.CopyTo(to);
    }

    private Problem Stopped => Problems.Of(
        ProblemCode.PoolStopped, "pool", _book.Pool, "a pool that is not stopped: ask again once it goes on");

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    /// <summary>
    /// The campaigns to be priced together: this one, and the others whose estimate is done in all shards and whose
    /// decisions are not being taken now, at a price that they have reserved for.
    /// </summary>
    private async ValueTask<List<string>> Priced(string campaign)
    {
        var priced = new List<string> { campaign };
        foreach (var other in _book.Members.Where(member => member != campaign).ToArray())
        {
            if (_book.Campaigns.GetValueOrDefault(other) is { Outstanding: > 0 }) continue;
            var query = new ProbeQuery(other, new[] { double.PositiveInfinity });
            var replies = await FanOut.Ask(services.Grains.ShardCount, services.Limits.ShardsAtOnce,
                shard => services.Grains.Shard(shard).Probe(query));
            if (replies.All(reply => reply.Problem is null)) priced.Add(other);
        }

        return priced;
    }

    private LeaseReply Lease(int shard, Problem? problem)
    {
        var account = _book.Find(shard);
        return new LeaseReply(
            account?.Granted ?? 0, At(account?.ValidUntil ?? 0), _book.Stop, _book.Status, problem);
    }

    private Problem? BadTerms(long micros, PoolPace? pace)
    {
        var status = _book.Status;
        var bound = status.BudgetMicros - status.RemainingMicros;
        if (micros != _book.Budget && (micros < bound || micros > Micros.Largest))
        {
            return Problems.Invalid("budget", Micros.ToUnits(micros),
                $"at least {Micros.ToUnits(bound)}, which is reserved, leased or committed already, " +
                $"and at most {Micros.ToUnits(Micros.Largest)}");
        }

        if (pace is not null && (pace.Micros < 0 || pace.Micros > Micros.Largest))
        {
            return Problems.Invalid("pace.amount", Micros.ToUnits(pace.Micros),
                $"0 to {Micros.ToUnits(Micros.Largest)}");
        }

        return pace is null or { Per: PoolWindow.Hour or PoolWindow.Day }
            ? null
            : Problems.Invalid("pace.per", pace.Per, $"{PoolWindow.Hour} or {PoolWindow.Day}");
    }

    private void Set(PoolPace? pace)
    {
        if (pace == _book.Pace) return;
        PoolRecords.WritePace(_journal.Begin(PoolRecords.Pace), pace);
        Commit();
        if (pace is not null) Open(PaceWindow.Of(pace, services.Clock));
    }

    /// <summary>
    /// Whether a shard may speak: what an earlier start of it says is refused, and so is what cannot be.
    /// </summary>
    private Problem? Refusal(int shard, long epoch, long known)
    {
        if (_book.Find(shard) is { } account && epoch < account.Epoch)
        {
            return Problems.Of(ProblemCode.Fenced, "epoch", epoch, $"{account.Epoch} or later");
        }

        var granted = _book.Find(shard)?.Granted ?? 0;
        return known < 0 || known > granted
            ? Problems.Invalid("knownMicros", known, $"0 to {granted}, which was granted in all")
            : null;
    }

    private Problem Shortage()
    {
        if (_book.Stop.Stopped) return Stopped;
        var remaining = _book.Status.RemainingMicros;
        return remaining > 0
            ? Problems.Of(ProblemCode.Pace, "micros", remaining, "less than the pool's pace allows now")
            : Problems.Of(ProblemCode.NoBudget, "micros", 0, "a pool with something left");
    }

    private async ValueTask Recall(int[] shards)
    {
        RecallRequest[] requests = [.. shards.Select(_book.Find).Select(account =>
            new RecallRequest(_book.Stop, account?.Granted ?? 0, At(account?.ValidUntil ?? 0)))];
        // What is told is durable first: a shard must never know of more than its pool remembers.
        await _journal.Last;
        var replies = await FanOut.Ask(shards.Length, services.Limits.ShardsAtOnce,
            i => services.Grains.Shard(shards[i]).Recall(requests[i]));
        foreach (var reply in replies) Take(reply.Totals);
    }

    /// <summary>Takes over a shard's totals, unless it may not speak or they cannot be.</summary>
    private Problem? Take(SettleRequest totals)
    {
        if (Refusal(totals.Shard, totals.Epoch, totals.GrantedMicros) is { } refused) return refused;
        if (totals.CommittedMicros + totals.ReleasedMicros > totals.GrantedMicros)
        {
            return Problems.Invalid("committedMicros", totals.CommittedMicros,
                $"at most {totals.GrantedMicros} together with what was released");
        }

        if (!_book.IsNews(totals)) return null;
        PoolRecords.WriteTotals(_journal.Begin(PoolRecords.Settle), totals);
        Commit();
        return null;
    }

    /// <summary>Begins the window of the pace that the clock stands in; a clock that goes back begins none.</summary>
    private void Roll()
    {
        if (_book.Pace is not { } pace) return;
        var number = PaceWindow.Of(pace, services.Clock);
        if (number > _book.Window.Number) Open(number);
    }

    private void Open(long window)
    {
        var writer = _journal.Begin(PoolRecords.Window);
        writer.Int64(window);
        writer.Int64(_book.Status.CommittedMicros);
        Commit();
    }

    private void Commit()
    {
        PoolRecords.Apply(_book, _journal.Written);
        _ = _journal.Commit();
    }

    private async ValueTask<PoolReply> Durable()
    {
        var status = _book.Status;
        await _journal.Last;
        return new PoolReply(status, null);
    }
}
