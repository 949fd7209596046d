namespace WorldModel.Grains.Interfaces;

/// <summary>
/// An expected failure, as a value: exceptions do not survive a process boundary. Names what was wrong, with what
/// was given and what would have been right.
/// </summary>
/// <param name="Code">One of <see cref="ProblemCode"/>; stable, for programs.</param>
/// <param name="Field">The field of the request, in the caller's spelling (<c>events[3].day</c>).</param>
/// <param name="Value">What was given, shortened to 200 characters; never a consumer id in logs.</param>
/// <param name="Expected">What would have been accepted.</param>
public sealed record Problem(string Code, string Field, string? Value, string Expected);

/// <summary>The codes of expected failures.</summary>
public static class ProblemCode
{
    public const string Invalid = "invalid";
    public const string UnknownConsumer = "unknown-consumer";
    public const string UnknownName = "unknown-name";
    public const string Late = "late";
    public const string Future = "future";
    public const string NoModel = "no-model";
    public const string UnknownModel = "unknown-model";
    public const string UnknownCampaign = "unknown-campaign";
    public const string WrongStage = "wrong-stage";
    public const string Conflict = "conflict";
    public const string Busy = "busy";
    public const string Fenced = "fenced";
    public const string NoBudget = "no-budget";
    public const string Pace = "pace";
    public const string PoolStopped = "pool-stopped";
    public const string UnknownDecision = "unknown-decision";
    public const string Expired = "expired";
    public const string Store = "store";
    public const string Unavailable = "unavailable";
}
