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

    public async ValueTask<PoolReply> SetBudget(long micros)
    {
        var status = _book.Status;
        var bound = status.BudgetMicros - status.RemainingMicros;
        if (micros < bound || micros > Micros.Largest)
        {
            return new PoolReply(status, Problems.Invalid("budget", Micros.ToUnits(micros),
                $"at least {Micros.ToUnits(bound)}, which is reserved, leased or committed already, " +
                $"and at most {Micros.ToUnits(Micros.Largest)}"));
        }

        if (micros != _book.Budget)
        {
            _journal.Begin(PoolRecords.Budget).Int64(micros);
            Commit();
        }

        return await Durable();
    }

    public async ValueTask<PoolReply> Reserve(ReserveRequest request)
    {
        var money = _book.Campaigns.GetValueOrDefault(request.Campaign);
        var more = Math.Max(0, request.Micros - (money?.Committed ?? 0)) - (money?.Outstanding ?? 0);
        var status = _book.Status;
        if (request.Micros < 0 || more > status.RemainingMicros)
        {
            var most = status.RemainingMicros + (money?.Outstanding ?? 0) + (money?.Committed ?? 0);
            return new PoolReply(status, Problems.Of(ProblemCode.Conflict, "micros", request.Micros,
                $"at most {most}: the pool has no more"));
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

    public ValueTask<AllocationReply> Allocate(string campaign)
    {
        var own = _book.Campaigns.GetValueOrDefault(campaign)?.Outstanding ?? 0;
        var budget = _book.Status.RemainingMicros + own;
        return new PriceSearch(services.Grains, services.Limits, campaign, budget).Run();
    }

    public async ValueTask<LeaseReply> Lease(LeaseRequest request)
    {
        var free = Math.Clamp(request.Micros, 0, _book.Status.RemainingMicros);
        if (free > 0 && _book.Granted(request.RequestId) is null)
        {
            var writer = _journal.Begin(PoolRecords.Grant);
            writer.String(request.RequestId);
            writer.Int64(free);
            Commit();
        }

        var granted = _book.Granted(request.RequestId) ?? 0;
        var status = _book.Status;
        await _journal.Last;
        return new LeaseReply(granted, status);
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

    public void Restore(ReadOnlySpan<byte> snapshot)
    {
        var reader = new RecordReader(snapshot);
        GrainJournal.Expect(ref reader, PoolRecords.Snapshot);
        PoolRecords.Read(_book, ref reader);
    }

    public void Apply(ReadOnlySpan<byte> record) => PoolRecords.Apply(_book, record);

    public void Activated()
    {
    }

    public void Snapshot(IBufferWriter<byte> to)
    {
        var writer = _journal.Begin(PoolRecords.Snapshot);
        PoolRecords.Write(_book, writer);
        writer.CopyTo(to);
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
