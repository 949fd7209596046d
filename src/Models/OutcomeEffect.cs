using WorldModel.Models.Heads;

namespace WorldModel.Models;

/// <summary>
/// One outcome under one treatment: level, uplift over the reference (90 % intervals) and what they rest on. Level and
/// uplift are null where the data have no overlap and reproduction was not asked for.
/// </summary>
public sealed record OutcomeEffect(
    string Treatment, string Outcome, HeadEstimate? Level, HeadEstimate? Uplift, Identification Identification,
    string Reason);
