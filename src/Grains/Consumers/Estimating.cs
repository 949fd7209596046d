using WorldModel.Grains.Hosting;
using WorldModel.Grains.Journal;
using WorldModel.Models;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Writes the next slice of a campaign's estimate into a record; applying the record fills the columns.
/// </summary>
internal sealed class Estimating(ShardState state, BeliefColumn beliefs, GrainLimits limits)
{
    private readonly int[] _rows = new int[limits.EstimateRowsPerSlice];
    private readonly CampaignGroup[] _groups = new CampaignGroup[limits.EstimateRowsPerSlice];
    private float[] _visible = [];
    private float[] _beliefs = [];
    private CampaignScorer? _scorer;
    private (CampaignColumns? Columns, FrozenModel? Model) _scored;

    public void WriteSlice(RecordWriter writer, CampaignColumns columns, FrozenModel model)
    {
        var count = Math.Min(limits.EstimateRowsPerSlice, columns.Rows - columns.Estimated);
        var scored = Group(columns, count);
        var scorer = ScorerOf(columns, model);
        Grow(model);
        var visible = _visible.AsSpan(0, scored * model.Units);
        var belief = _beliefs.AsSpan(0, scored * model.BeliefUnits);
        beliefs.Gather(model, _rows.AsSpan(0, scored), columns.Day, visible, belief);
        scorer.Score(visible, belief, scored);

        EstimateRecord.Begin(writer, columns.Spec.Id, columns.Estimated, count);
        for (int i = 0, at = 0; i < count; i++)
        {
            EstimateRecord.WriteGroup(writer, _groups[i]);
            if (EstimateRecord.HasValues(_groups[i])) WriteRow(writer, columns, scorer, at++);
        }
    }

    private static void WriteRow(RecordWriter writer, CampaignColumns columns, CampaignScorer scorer, int at)
    {
        writer.Signed(scorer.Untreated(at));
        for (var option = 0; option < columns.Options; option++)
            EstimateRecord.WriteValue(writer, scorer.Value(at, option));
        for (var option = 0; columns.HasCosts && option < columns.Options; option++)
            EstimateRecord.WriteCost(writer, scorer.Cost(at, option));
    }

    /// <summary>Groups of the next rows; the rows that are to be scored are listed.</summary>
    private int Group(CampaignColumns columns, int count)
    {
        var scored = 0;
        for (var i = 0; i < count; i++)
        {
            var row = columns.Estimated + i;
            _groups[i] = GroupOf(columns, row);
            if (EstimateRecord.HasValues(_groups[i])) _rows[scored++] = row;
        }

        return scored;
    }

    private CampaignGroup GroupOf(CampaignColumns columns, int row)
    {
        if (state.Rows.Ids[row] is not { } consumer) return CampaignGroup.Outside;
        if (!columns.Terms.Audience.Hold(state.Rows[row].Attributes)) return CampaignGroup.Outside;
        return state.Rows[row].Reaches(columns.Day)
            ? Randomisation.Group(columns.Spec, consumer)
            : CampaignGroup.Fallback;
    }

    private CampaignScorer ScorerOf(CampaignColumns columns, FrozenModel model)
    {
        if (_scored != (columns, model))
        {
            _scorer = new CampaignScorer(model, columns.Terms, columns.Day, limits.EstimateRowsPerSlice);
            _scored = (columns, model);
        }

        return _scorer!;
    }

    private void Grow(FrozenModel model)
    {
        var rows = limits.EstimateRowsPerSlice;
        if (_visible.Length != rows * model.Units) _visible = new float[rows * model.Units];
        if (_beliefs.Length != rows * model.BeliefUnits) _beliefs = new float[rows * model.BeliefUnits];
    }
}
