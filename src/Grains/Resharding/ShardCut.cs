using WorldModel.Grains.Consumers;
using WorldModel.Schema;

namespace WorldModel.Grains.Resharding;

/// <summary>
/// Makes the new shards of one group from its old ones: either one shard becomes several, or several become one. What
/// is of a consumer goes with it; sums that are of no consumer go to the first, since they are added over shards.
/// </summary>
internal sealed class ShardCut
{
    private readonly ConsumerSchema _schema;
    private readonly IReadOnlyList<ReshardedShard> _sources;
    private readonly IReadOnlyList<ReshardedShard> _targets;
    private readonly int _shards;
    private readonly RowPlace[][] _rows;
    private readonly CampaignCut[] _campaigns;

    /// <param name="schema">The store's schema.</param>
    /// <param name="sources">The old shards.</param>
    /// <param name="targets">The new ones, by number; empty yet.</param>
    /// <param name="shards">New shards in all.</param>
    public ShardCut(
        ConsumerSchema schema, IReadOnlyList<ReshardedShard> sources, IReadOnlyList<ReshardedShard> targets, int shards)
    {
        (_schema, _sources, _targets, _shards) = (schema, sources, targets, shards);
        _campaigns = CampaignCut.All(sources);
        _rows = [.. targets.Select(_ => Array.Empty<RowPlace>())];
    }

    /// <summary>A row of one of the old shards.</summary>
    internal readonly record struct RowPlace(ReshardedShard Source, int Row)
    {
        public ShardState State => Source.State;

        public string Id => State.Rows.Ids[Row]!;
    }

    public void Run()
    {
        DealRows();
        for (var i = 0; i < _targets.Count; i++)
        {
            var target = _targets[i].State;
            target.LastDay = _sources.Max(source => source.State.LastDay);
            foreach (var place in _rows[i]) AddConsumer(target, place);
            foreach (var campaign in _campaigns) campaign.AddTo(target, _rows[i], isFirst: i == 0);
            AddContacts(target, _rows[i]);
        }

        DealLists();
        DealReservations();
        DealRequests();
    }

    /// <summary>Which consumers live where.</summary>
    private void DealRows()
    {
        var rows = new List<RowPlace>[_targets.Count];
        foreach (ref var some in rows.AsSpan()) some = [];
        foreach (var source in _sources)
        {
            for (var row = 0; row < source.State.Rows.Count; row++)
            {
                if (source.State.Rows.Ids[row] is { } id) rows[PlaceOf(ConsumerHash.Of(id))].Add(new(source, row));
            }
        }

        for (var i = 0; i < rows.Length; i++) _rows[i] = [.. rows[i]];
    }

    private int PlaceOf(ulong consumer) => ConsumerHash.Shard(consumer, _shards) - _targets[0].Number;

    private static void AddConsumer(ShardState target, RowPlace place)
    {
        var row = target.Rows.Add(place.Id, target.Unknown);
        place.State.Rows.States[place.Row].CopyTo(target.Rows.States[row]);
        foreach (var (id, e, print) in place.State.Rows.Events.Of(place.Row))
            target.Rows.Events.Add(row, id, e, print);
    }

    private void AddContacts(ShardState target, RowPlace[] rows)
    {
        var numbers = _sources.ToDictionary(
            source => source, source => source.State.Campaigns.Values.ToDictionary(
                columns => columns.Number, columns => target.Campaigns[columns.Spec.Id].Number));
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var contact in rows[row].State.Contacts.Of(rows[row].Row))
            {
                target.Contacts.Restore(
                    row, contact with { Campaign = numbers[rows[row].Source][contact.Campaign] });
            }
        }
    }

    /// <summary>Who is not known yet, so that a hash does not tell the shard, stands on each one's list.</summary>
    private void DealLists()
    {
        if (_sources.All(source => source.State.Lists.Count == 0)) return;
        var homes = new Dictionary<UInt128, int>();
        for (var i = 0; i < _rows.Length; i++)
        {
            foreach (var place in _rows[i]) homes[EventHash.Of(place.Id)] = i;
        }

        foreach (var (campaign, members) in _sources.SelectMany(source => source.State.Lists.All))
        {
            foreach (var member in members)
            {
                foreach (var target in Homes(homes, member)) target.Lists.Set(campaign, member, true);
            }
        }
    }

    private void DealReservations()
    {
        foreach (var known in _sources.SelectMany(source => source.State.Leases.Reservations))
            _targets[known.Consumer == 0 ? 0 : PlaceOf(known.Consumer)].State.Leases.Restore(known);
    }

    /// <summary>
    /// An answer that fills a consumer's day goes with the consumer. Others are known by the hash of their request
    /// alone: all shards remember them until they expire, and only the right one is ever asked.
    /// </summary>
    private void DealRequests()
    {
        var homes = new Dictionary<UInt128, int>();
        if (_targets.Count > 1)
        {
            for (var i = 0; i < _rows.Length; i++)
            {
                foreach (var place in _rows[i].SelectMany(PlacesOf)) homes[place] = i;
            }
        }

        foreach (var (request, answer, hour) in _sources.SelectMany(source => source.State.Requests.All))
        {
            foreach (var target in Homes(homes, answer.Place))
            {
                if (target.Requests.Find(request) is null) target.Requests.Remember(request, answer, hour);
            }
        }

        foreach (var (request, body, hour) in _sources.SelectMany(source => source.State.Claims.All))
        {
            foreach (var target in _targets)
            {
                if (target.State.Claims.Find(request) is null) target.State.Claims.Add(request, body, hour);
            }
        }
    }

    /// <summary>Places of the days that a consumer was decided for.</summary>
    private static IEnumerable<UInt128> PlacesOf(RowPlace place)
    {
        var state = place.State;
        foreach (var columns in state.Campaigns.Values)
        {
            if (columns.ChoiceDay(place.Row) is var day and > 0)
                yield return DecisionId.Of(columns.Spec.Id, place.Id, day);
            foreach (var contact in state.Contacts.Of(place.Row))
            {
                if (contact.Campaign == columns.Number)
                    yield return DecisionId.Of(columns.Spec.Id, place.Id, contact.Day);
            }
        }
    }

    private IEnumerable<ShardState> Homes(Dictionary<UInt128, int> homes, UInt128 key) =>
        homes.TryGetValue(key, out var home)
            ? [_targets[home].State]
            : _targets.Select(target => target.State);
}
