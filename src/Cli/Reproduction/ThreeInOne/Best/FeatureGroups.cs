namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>Groups of columns that share a prior, and inputs are left out by.</summary>
internal static class FeatureGroups
{
    /// <summary>Not shrunk at all.</summary>
    public const string Free = "free";

    public const string Attributes = "attributes";
    public const string Month = "month";
    public const string Weekday = "dayOfWeek";
    public const string History = "history";
    public const string Lags = "lags";
    public const string Rates = "rate";
    public const string Traits = "trends";
    public const string Belief = "belief";
    public const string Departures = "departures";
    public const string Memory = "memory";
}
