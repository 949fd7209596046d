using System.Diagnostics;

namespace WorldModel.Client;

/// <summary>
/// How often, and after which pauses, a request is sent again where that cannot do harm: the server was busy (429),
/// not ready (502, 503, 504), could not be reached, or did not answer in the <see cref="HttpClient"/>'s time. The very
/// same body goes again, so a decision keeps its request id and an event its id, and neither counts twice. What is not
/// safe to repeat (a roll-back, a body that is a stream) is sent once, whatever the policy.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>One attempt.</summary>
    public static RetryPolicy None { get; } = new() { Attempts = 1 };

    /// <summary>How often a request is sent at most, the first time included.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Longest pause before the second attempt; each later one may be twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>No pause is longer, except where the server asks for more by <c>Retry-After</c>.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pauses; a test replaces it.</summary>
    public Func<TimeSpan, CancellationToken, Task> Wait { get; init; } = Task.Delay;

    /// <summary>A number in [0, 1) that spreads callers who were refused at the same moment.</summary>
    public Func<double> Spread { get; init; } = () => Stopwatch.GetTimestamp() % 4096 / 4096.0;

    /// <summary>
    /// The pause after so many attempts: at least what the server asked for, else between half and all of the bound.
    /// </summary>
    internal TimeSpan PauseAfter(int attempts, TimeSpan? asked)
    {
        var bound = Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, attempts - 1));
        var pause = TimeSpan.FromMilliseconds(bound * (1 + Spread()) / 2);
        return asked > pause ? asked.Value + TimeSpan.FromMilliseconds(FirstPause.TotalMilliseconds * Spread()) : pause;
    }
}
