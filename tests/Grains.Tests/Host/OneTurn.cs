namespace WorldModel.Grains.Tests.Host;

/// <summary>
/// A question to grains that no host runs: as in one, a turn at a time, in an order that a seed repeats. On the pool's
/// threads what goes on after a pause would run beside what else has begun.
/// </summary>
internal static class OneTurn
{
    public static T Ask<T>(Func<ValueTask<T>> ask, ulong seed = 1)
    {
        var answer = default(T);
        Assert.True(new TurnScheduler(seed).Run(async () => answer = await ask()));
        return answer!;
    }
}
