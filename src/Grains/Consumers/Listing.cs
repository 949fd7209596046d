using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Consumers;

/// <summary>Puts consumers on campaigns' lists and takes them off.</summary>
internal sealed class Listing(ShardState state, GrainJournal journal)
{
    /// <summary>One message is one turn: a host sends at most some thousand ids.</summary>
    public async ValueTask<ObserveReply> Put(AudienceBatch batch)
    {
        if (state.Campaigns.GetValueOrDefault(batch.Campaign)?.IsClosed == true) return Refused(batch);
        var changed = 0;
        var writer = Begin(batch.Campaign, batch.IsListed);
        foreach (var consumer in batch.Consumers)
        {
            var member = EventHash.Of(consumer);
            if (!state.Lists.Set(batch.Campaign, member, batch.IsListed)) continue;
            writer.UInt128(member);
            changed++;
        }

        if (changed > 0) _ = journal.Commit();
        await journal.Last;
        return new ObserveReply(changed, 0, batch.Consumers.Length - changed, []);
    }

    /// <summary>Takes somebody off all lists who has no row; true where it stood on one.</summary>
    public bool Forget(string consumer)
    {
        var member = EventHash.Of(consumer);
        var campaigns = state.Lists.Of(member);
        foreach (var campaign in campaigns)
        {
            Begin(campaign, isListed: false).UInt128(member);
            ShardRecords.Apply(state, journal.Written);
            _ = journal.Commit();
        }

        state.HasForgotten |= campaigns.Length > 0;
        return campaigns.Length > 0;
    }

    private RecordWriter Begin(string campaign, bool isListed)
    {
        var writer = journal.Begin(ShardRecords.Members);
        writer.String(campaign);
        writer.Bool(isListed);
        return writer;
    }

    private static ObserveReply Refused(AudienceBatch batch) => new(0, 0, 0,
    [
        .. Enumerable.Range(0, batch.Consumers.Length).Select(i => new RefusedItem(i, Problems.Of(
            ProblemCode.WrongStage, "campaign", batch.Campaign, "a campaign that is not closed"))),
    ]);
}
