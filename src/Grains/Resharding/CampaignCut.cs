using WorldModel.Grains.Consumers;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Measuring;
using WorldModel.Schema;
using RowPlace = WorldModel.Grains.Resharding.ShardCut.RowPlace;

namespace WorldModel.Grains.Resharding;

/// <summary>A campaign's columns and measure in the new shards of a group.</summary>
internal sealed class CampaignCut
{
    private readonly int _number;
    private readonly CampaignColumns[] _columns;
    private readonly CampaignMeasure[] _measures;
    private readonly CampaignColumns _one;
    private readonly RecordWriter _writer = new();

    private CampaignCut(string campaign, int number, IReadOnlyList<ReshardedShard> sources)
    {
        _number = number;
        foreach (var source in sources)
        {
            if (!source.State.Campaigns.TryGetValue(campaign, out var known) || known.Estimated < known.Rows)
                throw Torn(campaign, source.Number, "an estimate that has not come to its end");
        }

        _columns = [.. sources.Select(source => source.State.Campaigns[campaign])];
        _measures = [.. sources.Select(source => source.State.Measures[campaign])];
        _one = _columns[0];
        for (var i = 1; i < _columns.Length; i++)
        {
            if (!IsSame(_columns[i], _one)) throw Torn(campaign, sources[i].Number, "another round, price or end");
        }
    }

    /// <summary>All campaigns of a group, numbered in the order in which they came.</summary>
    /// <exception cref="InputException">One is in the middle of something.</exception>
    public static CampaignCut[] All(IReadOnlyList<ReshardedShard> sources) =>
    [
        .. sources.SelectMany(source => source.State.Campaigns.Values.OrderBy(columns => columns.Number))
            .Select(columns => columns.Spec.Id).Distinct()
            .Select((id, number) => new CampaignCut(id, number, sources)),
    ];

    /// <summary>Whether a consumer is in the round; who stands among those and is not, is outside of it.</summary>
    private bool Holds(RowPlace place) => place.Row < Of(place).Rows;

    /// <summary>Adds it to a new shard that has its consumers.</summary>
    public void AddTo(ShardState target, RowPlace[] rows, bool isFirst)
    {
        var columns = target.Columns(_one.Terms, _number);
        var round = Array.FindLastIndex(rows, Holds) + 1;
        columns.Begin(_one.Round, _one.Model, _one.Day, round);
        for (var row = 0; row < round; row++) AddRow(columns, row, rows[row]);
        columns.Estimated = round;
        // A round decides whom it has not decided for yet: from its beginning, where it is not at its end everywhere.
        columns.Decided = _columns.All(known => known.Decided == known.Rows) ? round : 0;
        for (var row = 0; row < rows.Length && !_one.IsClosed; row++)
        {
            if (Of(rows[row]).Choice(rows[row].Row) is { } choice)
                columns.SetChoice(row, choice, Of(rows[row]).ChoiceDay(rows[row].Row));
        }

        if (isFirst) AddSums(columns);
        columns.Restore(isFirst ? _columns.Sum(known => known.Audience) : 0, _one.Price, _one.IsClosed);
        if (_one.Rule is { } rule) columns.Rule = rule;
        AddMeasure(target, rows, isFirst);
    }

    private void AddRow(CampaignColumns columns, int row, RowPlace place)
    {
        var known = Of(place);
        var group = Holds(place) ? known.Group(place.Row) : CampaignGroup.Outside;
        columns.SetGroup(row, group);
        if (!EstimateRecord.HasValues(group)) return;
        columns.SetValues(row, known.Untreated(place.Row), known.Values(place.Row));
        if (columns.HasCosts) known.Costs(place.Row).CopyTo(columns.CostsOf(row));
    }

    private void AddSums(CampaignColumns columns)
    {
        foreach (var known in _columns)
        {
            columns.ScanSpend += known.ScanSpend;
            columns.Shadows.Add(known.Shadows);
            for (var i = 0; i < columns.Totals.Lines.Length; i++) columns.Totals.Lines[i] += known.Totals.Lines[i];
        }
    }

    private void AddMeasure(ShardState target, RowPlace[] rows, bool isFirst)
    {
        var id = _one.Spec.Id;
        var measure = new CampaignMeasure(_one.Terms, target.Rows.Layout);
        var sums = new CampaignMoments(measure.Sums.Options);
        foreach (var known in isFirst ? _measures : []) sums.Add(known.Sums);
        measure.Restore(
            sums, Array.FindLastIndex(rows, place => place.State.Measures[id].IsIn(place.Row)) + 1,
            _measures[0].IsClosed, _measures.Max(known => known.LastDay));
        for (var row = 0; row < measure.Rows; row++)
        {
            var known = rows[row].State.Measures[id];
            if (!known.IsIn(rows[row].Row)) continue;
            _writer.Clear();
            known.WriteRow(rows[row].Row, _writer);
            var reader = new RecordReader(_writer.Written);
            measure.ReadRow(row, ref reader);
        }

        target.Measures[id] = measure;
    }

    private CampaignColumns Of(RowPlace place) => place.State.Campaigns[_one.Spec.Id];

    private static bool IsSame(CampaignColumns a, CampaignColumns b) =>
        (a.Round, a.Model, a.Day, a.IsClosed, a.Price) == (b.Round, b.Model, b.Day, b.IsClosed, b.Price)
        && (a.Rule is { } rule
            ? b.Rule is { } other && other.Cut == rule.Cut && other.Filled.SequenceEqual(rule.Filled)
            : b.Rule is null);

    private static InputException Torn(string campaign, int shard, string what) => new(
        "campaign", campaign,
        $"none that is in the middle of something, and shard {shard} has {what}: ask for the stage again, or close it");
}
