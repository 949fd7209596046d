using System.Collections.Concurrent;

namespace WorldModel.Silo.Orleans.Hosting;

/// <summary>
/// The turns of one activation's scans: each slice, up to its yield, waits for the process's gate and then for the
/// activation's own turn, behind the messages that came before it.
/// </summary>
/// <param name="activation">Orleans' scheduler of the activation.</param>
/// <param name="gate">The process's gate.</param>
internal sealed class ScanTurns(TaskScheduler activation, ScanGate gate) : TaskScheduler
{
    private readonly ConcurrentQueue<Task> _queue = new();

    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task)
    {
        _queue.Enqueue(task);
        gate.Enter(() => _ = Task.Factory.StartNew(
            RunNext, CancellationToken.None, TaskCreationOptions.DenyChildAttach, activation));
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queue;

    private void RunNext()
    {
        try
        {
            if (_queue.TryDequeue(out var task))
                TryExecuteTask(task);
        }
        finally
        {
            gate.Leave();
        }
    }
}
