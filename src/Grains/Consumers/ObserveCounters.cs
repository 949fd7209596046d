namespace WorldModel.Grains.Consumers;

/// <summary>What became of events and profiles since the shard's activation.</summary>
internal sealed class ObserveCounters
{
    public long Applied { get; set; }

    /// <summary>Attributes put; no event, so counted apart from them.</summary>
    public long Profiles { get; set; }

    public long Merged { get; set; }

    public long Repeated { get; set; }

    public long Late { get; set; }

    public long Future { get; set; }

    /// <summary>Malformed in some way.</summary>
    public long Refused { get; set; }
}
