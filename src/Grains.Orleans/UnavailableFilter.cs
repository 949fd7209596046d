using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Orleans;

/// <summary>
/// Tells callers of the contracts of a call that got no answer in one way, whatever Orleans' own word for it is.
/// </summary>
internal sealed class UnavailableFilter : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception cause) when (cause is OrleansException or TimeoutException)
        {
            throw new GrainUnavailableException(
                new Problem(ProblemCode.Unavailable, context.InterfaceName ?? "", cause.GetType().Name,
                    "a silo that answers; ask again under the same ids"), cause);
        }
    }
}
