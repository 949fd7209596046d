using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Campaigns;

/// <summary>
/// Which shards still have work in a stage, and how far each is: lost with the activation and found out again, since
/// shards answer the same order with what they have done already.
/// </summary>
internal sealed class ShardWork<TReply>(IGrains grains, GrainLimits limits)
    where TReply : class
{
    private readonly TReply?[] _last = new TReply?[grains.ShardCount];
    private readonly bool[] _done = new bool[grains.ShardCount];

    /// <summary>The newest answer of each shard.</summary>
    public IEnumerable<TReply> Replies => _last.OfType<TReply>();

    public bool IsDone => _done.All(done => done);

    /// <summary>Share of the work done, by the shards' own measure.</summary>
    public double Progress(Func<TReply, double> share) =>
        _last.Sum(reply => reply is null ? 0 : share(reply)) / _last.Length;

    /// <summary>Asks the next shards that are not done, once each. Ends with the first problem.</summary>
    public async ValueTask<Problem?> Step(Func<int, ValueTask<(TReply Reply, bool Done, Problem? Problem)>> ask)
    {
        int[] shards = [.. Enumerable.Range(0, _done.Length).Where(shard => !_done[shard]).Take(limits.ShardsAtOnce)];
        var answers = await FanOut.Ask(shards.Length, limits.ShardsAtOnce, i => ask(shards[i]));
        for (var i = 0; i < shards.Length; i++)
        {
            _last[shards[i]] = answers[i].Reply;
            _done[shards[i]] = answers[i].Done;
        }

        return answers.Select(answer => answer.Problem).FirstOrDefault(problem => problem is not null);
    }
}
