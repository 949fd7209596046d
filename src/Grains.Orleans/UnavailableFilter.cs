using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Orleans;

/// <summary>
/// Tells callers of the contracts of a call that got no answer in one way, whatever Orleans' own word for it is. What
/// Orleans asks of itself is left alone: it knows its own failures. No contract is cancelled by its caller, so what
/// was cancelled is an activation that did not begin in time.
/// </summary>
internal sealed class UnavailableFilter : IOutgoingGrainCallFilter
{
    private const string Ours = "WorldModel.";

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceName?.StartsWith(Ours, StringComparison.Ordinal) != true)
        {
            await context.Invoke();
            return;
        }
        try
        {
            await context.Invoke();
        }
        catch (Exception cause) when (cause is OrleansException or TimeoutException or OperationCanceledException)
        {
            throw new GrainUnavailableException(
                new Problem(ProblemCode.Unavailable, context.InterfaceName, cause.GetType().Name,
                    "a silo that answers; ask again under the same ids"), cause);
        }
    }
}
