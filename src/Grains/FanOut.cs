namespace WorldModel.Grains;

/// <summary>Asks many grains, so many at the same time. Runs on the caller's turns and keeps the order.</summary>
internal static class FanOut
{
    public static async ValueTask<T[]> Ask<T>(int count, int atOnce, Func<int, ValueTask<T>> ask)
    {
        var answers = new T[count];
        var next = 0;
        var askers = new Task[Math.Min(atOnce, count)];
        for (var i = 0; i < askers.Length; i++) askers[i] = Work();
        await Task.WhenAll(askers);
        return answers;

        async Task Work()
        {
            while (next < count)
            {
                var mine = next++;
                answers[mine] = await ask(mine);
            }
        }
    }
}
