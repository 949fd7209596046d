using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Api;

/// <summary>
/// Asks the shards of many consumers at once and puts the answers back into the order of the request.
/// </summary>
internal static class Scatter
{
    public static async ValueTask<TAnswer[]> Ask<TSubject, TAnswer>(
        IGrains grains, TSubject[] subjects, Func<TSubject, string> consumer,
        Func<IConsumerShard, TSubject[], ValueTask<TAnswer[]>> ask)
    {
        if (subjects.Length == 1)
            return await ask(grains.Shard(grains.ShardOf(consumer(subjects[0]))), subjects);
        var answers = new TAnswer[subjects.Length];
        var asked = Enumerable.Range(0, subjects.Length)
            .GroupBy(i => grains.ShardOf(consumer(subjects[i])))
            .Select(group => Fill(group.Key, [.. group]))
            .ToList();
        await Task.WhenAll(asked);
        return answers;

        async Task Fill(int shard, int[] places)
        {
            var part = await ask(grains.Shard(shard), Array.ConvertAll(places, i => subjects[i]));
            for (int i = 0; i < places.Length; i++)
                answers[places[i]] = part[i];
        }
    }
}
