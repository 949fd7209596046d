using WorldModel.Allocation;
using WorldModel.Grains.Interfaces;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>Pages of a campaign's decisions since its round began, in row order.</summary>
internal static class DecisionPages
{
    public static DecisionPage Page(ShardState state, CampaignColumns columns, DecisionQuery query, int most)
    {
        var limit = Math.Clamp(query.Limit, 1, most);
        var decisions = new List<CampaignDecision>(limit);
        var row = Math.Max(0, query.From);
        for (; row < state.Rows.Count && decisions.Count < limit; row++)
        {
            if (state.Rows.Ids[row] is { } consumer && columns.Choice(row, columns.Day) is { } option)
                decisions.Add(Decision(state, columns, row, consumer, option));
        }

        return new DecisionPage([.. decisions], row < state.Rows.Count ? row : -1, null);
    }

    public static CampaignDecision Decision(
        ShardState state, CampaignColumns columns, int row, string consumer, int option)
    {
        var group = ScanDecision.Group(state, columns, row);
        var name = option < 0 ? Treatment.None.Name : columns.Terms.Treatments[option].Name;
        var (value, cost) = (0L, 0L);
        if (option >= 0 && ScanDecision.IsKnown(columns, row))
            (value, cost) = (columns.Values(row)[option], columns.Costs(row)[option]);
        return new CampaignDecision(
            consumer, name, value <= CampaignColumns.Barred ? 0 : Micros.ToDouble(value), Micros.ToDouble(cost),
            Words.Of(group), ScanDecision.Propensity(state, columns, row, option), Words.OfScan(group, option),
            columns.Price ?? 0, DecisionId.Text(DecisionId.Of(columns.Spec.Id, consumer, columns.ChoiceDay(row))));
    }
}
