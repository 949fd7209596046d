namespace WorldModel.Grains.Consumers;

/// <summary>How a row's decision came about, as far as a campaign's columns tell.</summary>
internal static class ScanDecision
{
    /// <summary>Whether the round's columns hold what the row's decision was made from.</summary>
    public static bool IsKnown(CampaignColumns columns, int row) => row < columns.Estimated
        && columns.ChoiceDay(row) == columns.Day && columns.Group(row) != CampaignGroup.Outside;

    public static CampaignGroup Group(ShardState state, CampaignColumns columns, int row) => IsKnown(columns, row)
        ? columns.Group(row)
        : Randomisation.Group(columns.Terms, state.Rows.Ids[row]!);

    /// <summary>The probability with which the row was going to get what it got.</summary>
    public static double Propensity(ShardState state, CampaignColumns columns, int row, int option)
    {
        var isKnown = IsKnown(columns, row);
        if (isKnown && !EstimateRecord.HasValues(columns.Group(row))) return 1;
        var hasRule = isKnown && columns.Rule is not null;
        var policy = hasRule ? state.Option(columns, row, CampaignGroup.Policy) : option;
        var isOpen = !isKnown || option < 0 || columns.Values(row)[option] != CampaignColumns.Barred;
        var open = isKnown ? columns.Open(row) : columns.Options;
        return Randomisation.Propensity(columns.Spec, option, policy, isOpen, open + 1);
    }
}
