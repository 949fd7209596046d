namespace WorldModel.Models.Heads;

/// <summary>What a head is to be fitted as: its columns and their priors.</summary>
public sealed record HeadSpec(HeadDesign Design, PriorGroup[] Groups);
