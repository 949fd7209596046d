using WorldModel.Client.Wire;

namespace WorldModel.Client;

/// <summary>
/// The server refused a request. <see cref="Problem"/> names code, field, value and what was expected.
/// </summary>
public sealed class WorldModelApiException(ProblemInfo problem, TimeSpan? retryAfter = null) : Exception(problem.Detail)
{
    public ProblemInfo Problem { get; } = problem;

    /// <summary>How long to wait before trying again; null where trying again will not help.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the same request may be answered later: the server was busy or not ready.</summary>
    public bool IsTransient => Problem.Status is 429 or 502 or 503 or 504;
}
