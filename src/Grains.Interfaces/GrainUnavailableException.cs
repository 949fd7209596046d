namespace WorldModel.Grains.Interfaces;

/// <summary>
/// The one failure of a call that is no value: the call did not reach its grain, or its answer was lost on the way, so
/// that nobody knows whether it took effect. Every message may be sent again under the ids that it carries.
/// </summary>
/// <param name="problem">
/// Why: <see cref="ProblemCode.Busy"/> (nothing was accepted), <see cref="ProblemCode.Fenced"/> (another process owns
/// the grain), <see cref="ProblemCode.Store"/> or <see cref="ProblemCode.Unavailable"/>.
/// </param>
/// <param name="cause">What the caller's process met; null where it came from another one.</param>
public sealed class GrainUnavailableException(Problem problem, Exception? cause = null)
    : Exception($"{problem.Field}: got {problem.Value ?? "no answer"}, expected {problem.Expected}", cause)
{
    public Problem Problem { get; } = problem;
}
