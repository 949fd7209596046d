namespace WorldModel.Evaluation.Reports;

/// <summary>What a report's chip says at a glance.</summary>
public enum ReportStatus
{
    /// <summary>What was checked holds.</summary>
    Good,

    /// <summary>It holds in part, or the data cannot tell.</summary>
    Caution,

    /// <summary>It does not hold.</summary>
    Bad,
}
