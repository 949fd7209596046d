using WorldModel.Grains.Consumers;
using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Replaying;

/// <summary>
/// Drafts single decisions again, by the code that took them, from a state replayed up to them and the inputs that they
/// were journalled with.
/// </summary>
internal sealed class SingleAgain(ShardState state, IModelLibrary models)
{
    private readonly DecisionMaker _maker = new(state, new BeliefColumn(state.Rows), models);
    private readonly RecordWriter _writer = new();

    /// <summary>Where a record's decision differs when it is drafted again; before the record is applied.</summary>
    public (IReadOnlyList<Difference> Differences, string? Unknown) Check(ReadOnlySpan<byte> record)
    {
        var recorded = Read(record);
        if (Unknown(recorded) is { } unknown) return ([], unknown);
        var again = Draft(recorded, out _);
        return (Compare(record, recorded, again), null);
    }

    public Explanation Explain(ReadOnlySpan<byte> record, LedgerEntry entry)
    {
        var recorded = Read(record);
        if (Unknown(recorded) is { } unknown)
        {
            var before = ReplyCodec.Decode(recorded.Reply);
            return new Explanation(
                entry, [new Difference("model", before.AsOf!.Model, unknown)], before.ReasonText, before.Options,
                before.AsOf, [], []);
        }

        var again = Draft(recorded, out var reply);
        return new Explanation(
            entry, Compare(record, recorded, again), reply.ReasonText, reply.Options, reply.AsOf,
            Prices(recorded, reply), Events(recorded, reply));
    }

    private static SingleDecision Read(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        GrainJournal.Expect(ref reader, ShardRecords.Decision);
        return ShardRecords.ReadDecision(ref reader);
    }

    private string? Unknown(in SingleDecision recorded)
    {
        string?[] needed = [ReplyCodec.Decode(recorded.Reply).AsOf?.Model, recorded.Shadow?.Model];
        var missing = needed.FirstOrDefault(model => model is not null && models.Find(model) is null);
        return missing is null ? null : $"model {missing} is not among the models";
    }

    private SingleDecision Draft(in SingleDecision recorded, out DecisionReply reply)
    {
        var inputs = DecisionInputs.Decode(recorded.Inputs, state.Rows);
        var draft = _maker.Draft(inputs, ShardRecords.Campaign(state, recorded.Campaign));
        reply = draft.Reply;
        var (request, body) = (EventHash.Of(inputs.Request.RequestId), SingleDecision.BodyOf(inputs.Request));
        return SingleDecision.Of(request, body, inputs, draft, state.Rows.Find(inputs.Request.Consumer));
    }

    private IReadOnlyList<Difference> Compare(
        ReadOnlySpan<byte> record, in SingleDecision recorded, in SingleDecision again)
    {
        _writer.Clear();
        _writer.Byte(ShardRecords.Decision);
        _writer.Byte(GrainJournal.Version);
        ShardRecords.WriteDecision(_writer, again);
        return GrainJournal.SaySame(_writer.Written, record) ? [] : ReplyFields.Compare(recorded, again);
    }

    private IReadOnlyList<PriceFlip> Prices(SingleDecision recorded, DecisionReply reply)
    {
        var columns = ShardRecords.Campaign(state, recorded.Campaign);
        if (columns.Price is not { } price) return [];
        try
        {
            return PriceFlips.Of(reply.Options, reply.Treatment, price, at =>
            {
                columns.Restore(columns.Audience, at, columns.IsClosed);
                Draft(recorded, out var other);
                return other.Treatment;
            });
        }
        finally
        {
            columns.Restore(columns.Audience, price, columns.IsClosed);
        }
    }

    private EventFlip[] Events(SingleDecision recorded, DecisionReply reply)
    {
        var row = state.Rows.Find(DecisionInputs.Decode(recorded.Inputs, state.Rows).Request.Consumer);
        if (row < 0) return [];
        return FactsLeftOut.Each(state.Rows, row, fact =>
        {
            Draft(recorded, out var without);
            return FactsLeftOut.Flip(
                state.Rows.Layout, fact, without.Treatment, Margins.Of(without.Options, reply.Treatment),
                without.Treatment != reply.Treatment);
        });
    }
}
