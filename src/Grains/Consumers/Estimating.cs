using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;
using WorldModel.Models;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Writes the next slice of a campaign's estimate into a record; applying the record fills the columns. Rows are
/// scored together that have had the same done to them that day already.
/// </summary>
internal sealed class Estimating(ShardState state, BeliefColumn beliefs, GrainLimits limits)
{
    private readonly ScorerCache _scorers = new(limits.EstimateRowsPerSlice);
    private readonly CampaignGroup[] _groups = new CampaignGroup[limits.EstimateRowsPerSlice];
    private readonly int[] _rows = new int[limits.EstimateRowsPerSlice];

    /// <summary>What was done that day to each row that is to be scored, then the order of scoring.</summary>
    private readonly ulong[] _done = new ulong[limits.EstimateRowsPerSlice];
    private readonly int[] _order = new int[limits.EstimateRowsPerSlice];

    // Of one synchronous section; all shards of a thread share them.
    [ThreadStatic]
    private static float[]? _visible;
    [ThreadStatic]
    private static float[]? _beliefs;

    private long[] _untreated = [];
    private long[] _values = [];
    private long[] _costs = [];

    public void WriteSlice(RecordWriter writer, CampaignColumns columns, FrozenModel model) => WriteSlice(
        writer, columns, model, Math.Min(limits.EstimateRowsPerSlice, columns.Rows - columns.Estimated));

    /// <summary>The same for so many rows, as a record has them.</summary>
    public void WriteSlice(RecordWriter writer, CampaignColumns columns, FrozenModel model, int count)
    {
        var from = columns.Estimated;
        var scored = Group(columns, count);
        Grow(columns, model);
        var rows = _rows.AsSpan(0, scored);
        beliefs.Gather(model, rows, columns.Day, _visible.AsSpan(0, scored * model.Width),
            _beliefs.AsSpan(0, scored * model.BeliefUnits));
        Score(columns, model, scored);

        EstimateRecord.Begin(writer, columns.Spec.Id, from, count);
        for (int i = 0, at = 0; i < count; i++)
        {
            var place = EstimateRecord.HasValues(_groups[i]) ? PlaceOf(at++) : -1;
            if (place >= 0 && PlausibilityGuard.Stops(columns.Spec, model, VisibleOf(model, place)))
                _groups[i] = CampaignGroup.Unfamiliar;
            EstimateRecord.WriteGroup(writer, _groups[i]);
            if (EstimateRecord.HasValues(_groups[i])) WriteRow(writer, columns, from + i, place);
        }
    }

    private ReadOnlySpan<float> VisibleOf(FrozenModel model, int place) =>
        _visible.AsSpan(place * model.Width, model.Width);

    private void WriteRow(RecordWriter writer, CampaignColumns columns, int row, int at)
    {
        writer.Signed(_untreated[at]);
        for (var option = 0; option < columns.Options; option++)
        {
            EstimateRecord.WriteValue(writer, state.Bar(columns, row, option, columns.Day) is null
                ? _values[(at * columns.Options) + option]
                : CampaignColumns.Barred);
        }

        for (var option = 0; columns.HasCosts && option < columns.Options; option++)
            EstimateRecord.WriteCost(writer, _costs[(at * columns.Options) + option]);
    }

    /// <summary>Where the values of the at-th scored row of the slice stand.</summary>
    private int PlaceOf(int at) => _order[at];

    /// <summary>Groups of the next rows; those that are to be scored are listed, one context after the other.</summary>
    private int Group(CampaignColumns columns, int count)
    {
        var scored = 0;
        var isMixed = false;
        for (var i = 0; i < count; i++)
        {
            var row = columns.Estimated + i;
            _groups[i] = GroupOf(columns, row);
            if (!EstimateRecord.HasValues(_groups[i])) continue;
            (_rows[scored], _order[scored]) = (row, scored);
            _done[scored] = DayActions.Of(state.Rows.Layout, state.Rows[row].State, columns.Day);
            isMixed |= _done[scored] != _done[0];
            scored++;
        }

        if (isMixed) Sort(scored);
        return scored;
    }

    /// <summary>Brings rows of one context together, in the order of rows within it.</summary>
    private void Sort(int scored)
    {
        int[] byContext = [.. Enumerable.Range(0, scored).OrderBy(at => _done[at])];
        (int Row, ulong Done)[] sorted = [.. byContext.Select(at => (_rows[at], _done[at]))];
        for (var place = 0; place < scored; place++)
        {
            (_rows[place], _done[place]) = sorted[place];
            _order[byContext[place]] = place;
        }
    }

    private void Score(CampaignColumns columns, FrozenModel model, int scored)
    {
        for (int from = 0, to; from < scored; from = to)
        {
            for (to = from + 1; to < scored && _done[to] == _done[from];) to++;
            var scorer = _scorers.Of(columns, model, columns.Day, _done[from]);
            scorer.Score(_visible.AsSpan(from * model.Width, (to - from) * model.Width),
                _beliefs.AsSpan(from * model.BeliefUnits, (to - from) * model.BeliefUnits), to - from);
            for (var at = from; at < to; at++)
            {
                _untreated[at] = scorer.Untreated(at - from);
                for (var option = 0; option < columns.Options; option++)
                {
                    _values[(at * columns.Options) + option] = scorer.Value(at - from, option);
                    if (columns.HasCosts) _costs[(at * columns.Options) + option] = scorer.Cost(at - from, option);
                }
            }
        }
    }

    private CampaignGroup GroupOf(CampaignColumns columns, int row)
    {
        if (state.Rows.Ids[row] is not { } consumer) return CampaignGroup.Outside;
        if (!state.IsInAudience(columns.Terms, row)) return CampaignGroup.Outside;
        return state.Rows[row].Reaches(columns.Day)
            ? Randomisation.Group(columns.Terms, consumer)
            : CampaignGroup.Fallback;
    }

    private void Grow(CampaignColumns columns, FrozenModel model)
    {
        var rows = limits.EstimateRowsPerSlice;
        if (_visible is null || _visible.Length < rows * model.Width) _visible = new float[rows * model.Width];
        if (_beliefs is null || _beliefs.Length < rows * model.BeliefUnits)
            _beliefs = new float[rows * model.BeliefUnits];
        if (_untreated.Length != rows) _untreated = new long[rows];
        if (_values.Length >= rows * columns.Options) return;
        _values = new long[rows * columns.Options];
        _costs = new long[rows * columns.Options];
    }
}
