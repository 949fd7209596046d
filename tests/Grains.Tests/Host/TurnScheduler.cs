using WorldModel.Numerics;

namespace WorldModel.Grains.Tests.Host;

/// <summary>
/// One thread, one seed: at every step a ready continuation is drawn at random, so that messages interleave at awaits
/// in an order that a seed repeats.
/// </summary>
internal sealed class TurnScheduler(ulong seed) : TaskScheduler
{
    private readonly List<Task> _ready = [];
    private readonly RandomStream _random = new(seed, 0);

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>Called when nothing is ready, and at times before: something outside the grains may happen.</summary>
    public Func<bool>? Outside { get; set; }

    public int Draw(int bound) => _random.NextInt(bound);

    /// <summary>Runs an asynchronous function and all that it starts; false where the steps ran out first.</summary>
    public bool Run(Func<Task> start, int mostSteps = int.MaxValue)
    {
        var task = Task.Factory.StartNew(start, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();
        while (!task.IsCompleted)
        {
            if (Steps++ >= mostSteps) return false;
            Step();
        }

        task.GetAwaiter().GetResult();
        return true;
    }

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;

    protected override void QueueTask(Task task) => _ready.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    private void Step()
    {
        if (_ready.Count == 0 || Draw(8) == 0)
        {
            var happened = Outside?.Invoke() ?? false;
            Assert.True(happened || _ready.Count > 0, "nothing is ready and nothing will happen");
            return;
        }

        var at = Draw(_ready.Count);
        var task = _ready[at];
        _ready[at] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        TryExecuteTask(task);
    }
}
